import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import { resizeAgainOptions } from './options';
import { resizeAll } from './resize-all';

/** `npm run resize-again`: queues stored images for resizing. Succeeds when all of them were queued. */
runCommand(() =>
  explainAwsErrors(async () => {
    const options = resizeAgainOptions(process.argv.slice(2));
    const { stack } = options;
    // Loaded on demand: the AWS SDK takes a while to load, and the local run does not need it.
    const source =
      stack === undefined ? await (await import('./local-run')).openLocalRun() : await (await import('./stage')).openStage(stack);
    await resizeAll(source, options, console.log);
    return 0;
  }),
);
