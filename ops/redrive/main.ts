import { runCommand } from '../../cli/run-command';
import { explainAwsErrors } from '../aws-fault';
import type { RedriveSource } from './dead-letter-queue';
import { openLocalRun } from './local-run';
import { redriveOptions } from './options';
import { findings, results } from './report';

/** `npm run redrive`: tells what was given up, and with `--yes` gives it out again. Succeeds unless some of it had to be left. */
runCommand(() =>
  explainAwsErrors(async () => {
    const { stack, yes } = redriveOptions(process.argv.slice(2));
    const place = stack === undefined ? await openLocalRun() : await openStage(stack);
    try {
      return yes ? await redrive(place) : await inspect(place);
    } finally {
      await place.close();
    }
  }),
);

/** AWS's libraries take a while to load, and the local run needs none of them. */
async function openStage(stack: string): Promise<RedriveSource> {
  const stage = await import('./stage');
  return stage.openStage(stack);
}

async function inspect({ queues }: RedriveSource): Promise<number> {
  for (const queue of queues) console.log(findings(queue, await queue.inspect()));
  console.log('Nothing was changed.');
  return 0;
}

async function redrive({ queues, afterwards }: RedriveSource): Promise<number> {
  let left = 0;
  for (const queue of queues) {
    const tally = await queue.redrive();
    left += tally.kept.length;
    console.log(results(queue, tally));
  }
  if (afterwards) console.log(afterwards);
  return left === 0 ? 0 : 1;
}
