import { runCommand } from '../../cli/run-command';
import { explainAwsErrors } from '../aws-fault';
import { resizeAgainOptions } from './options';
import { resizeAll } from './resize-all';

/** `npm run resize-again`: has the sizes of stored images made again. Succeeds when all of them were queued. */
runCommand(() =>
  explainAwsErrors(async () => {
    const options = resizeAgainOptions(process.argv.slice(2));
    const { stack } = options;
    // AWS's libraries take a while to load, and the local run needs none of them.
    const source =
      stack === undefined ? await (await import('./local-run')).openLocalRun() : await (await import('./stage')).openStage(stack);
    await resizeAll(source, options, console.log);
    return 0;
  }),
);
