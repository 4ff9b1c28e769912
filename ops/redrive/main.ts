import { runCommand } from '../../cli/run-command';
import { inWords } from '../aws-fault';
import type { Place } from './dead-letter-queue';
import { openLocalRun } from './local-run';
import { redriveOptions } from './options';
import { findings, results } from './report';

/** `npm run redrive`: tells what was given up, and with `--yes` gives it out again. Succeeds unless some of it had to be left. */
runCommand(() =>
  inWords(async () => {
    const { stack, yes } = redriveOptions(process.argv.slice(2));
    const place = stack === undefined ? await openLocalRun() : await openStage(stack);
    try {
      return yes ? await redrive(place) : await look(place);
    } finally {
      await place.close();
    }
  }),
);

/** AWS's libraries take a while to load, and the local run needs none of them. */
async function openStage(stack: string): Promise<Place> {
  const stage = await import('./stage');
  return stage.openStage(stack);
}

async function look({ queues }: Place): Promise<number> {
  for (const queue of queues) console.log(findings(queue, await queue.look()));
  console.log('Nothing was changed.');
  return 0;
}

async function redrive({ queues, afterwards }: Place): Promise<number> {
  let left = 0;
  for (const queue of queues) {
    const tally = await queue.redrive();
    left += tally.kept.length;
    console.log(results(queue, tally));
  }
  if (afterwards) console.log(afterwards);
  return left === 0 ? 0 : 1;
}
