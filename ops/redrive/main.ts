import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import type { RedriveSource } from './dead-letter-queue';
import { openLocalRun } from './local-run';
import { redriveOptions } from './options';
import { findings, results } from './report';

/** `npm run redrive`: lists the dead-letter queues; with `--yes`, re-queues their messages. Fails when a message had to be kept. */
runCommand(() =>
  explainAwsErrors(async () => {
    const { stack, yes } = redriveOptions(process.argv.slice(2));
    const source = stack === undefined ? await openLocalRun() : await openStage(stack);
    try {
      return yes ? await redrive(source) : await inspect(source);
    } finally {
      await source.close();
    }
  }),
);

/** The AWS SDK takes a while to load, and the local run does not need it. */
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
  let kept = 0;
  for (const queue of queues) {
    const result = await queue.redrive();
    kept += result.kept.length;
    console.log(results(queue, result));
  }
  if (afterwards) console.log(afterwards);
  return kept === 0 ? 0 : 1;
}
