import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import { small } from '../../estimate/report/format';
import { synthesize } from '../../estimate/template/read';
import type { Template } from '../../estimate/template/template';
import { isConfirmed } from '../ask';
import type { DemoTarget } from '../demo/demo-target';
import { readPhoto } from '../demo/read-photo';
import { openTarget } from '../demo/target';
import { summaryOf } from './answers';
import { costOf } from './cost';
import { type Capacity, type Expected, expectedOfProcess, expectedOfStage } from './expected';
import { type SpikeOptions, spikeOptions } from './options';
import { type SpikeResult, spikeReport } from './report';
import { createImage, listImages, type Request, type Sent, sendAtOnce } from './send';
import type { StageLogs } from './stage-logs';
import { finishUploads, removeAll } from './uploads';

/** How many requests, and how many uploads, measure what the local run can do. */
const samples = { requests: 200, uploads: 20 } as const;

/** `npm run spike`: sends requests at once to one's own stage, and shows the answers beside the simulated ones. */
runCommand(() =>
  explainAwsErrors(async () => {
    const options = spikeOptions(process.argv.slice(2));
    const photo = options.photo === undefined ? undefined : await readPhoto(options.photo);
    const { template, logs } = await stageOf(options);
    const target = await openTarget(options);
    try {
      if (template && !options.yes && !(await isConfirmed(questionFor(options, target.url, template)))) {
        console.error('Nothing was sent.');
        return 0;
      }
      const result = await spike(target, options, { template, logs }, photo);
      console.log(options.json ? JSON.stringify(result, undefined, 2) : spikeReport(result));
      return 0;
    } finally {
      await target.close();
    }
  }),
);

/** What is known of the target beside its URL. Of the local run it is nothing. */
interface Known {
  readonly template?: Template;
  readonly logs?: StageLogs;
}

/** The template and the logs of a stack. Of an API at a URL only the code is known: the sandbox's. */
async function stageOf({ stack, url }: SpikeOptions): Promise<Known> {
  if (stack === undefined) return url === undefined ? {} : { template: synthesize() };
  const { StageLogs } = await import('./stage-logs');
  const logs = await StageLogs.open(stack);
  return { template: logs.template, logs };
}

function questionFor({ atOnce, photo }: SpikeOptions, url: string, template: Template): string {
  const cost = small(costOf(template, atOnce, photo !== undefined));
  return (
    `Send ${atOnce} ${photo === undefined ? 'requests' : 'uploads'} at once to ${url}? ` +
    `This costs about ${cost} USD, and its users may get 429 or 503 meanwhile.`
  );
}

async function spike(target: DemoTarget, options: SpikeOptions, { template, logs }: Known, photo?: Blob): Promise<SpikeResult> {
  const request = photo ? createImage(photo.type || 'image/jpeg') : listImages;
  const route = photo ? 'POST /images' : 'GET /images';
  // Of the local run, what it can do is measured first. A stage is not touched before the spike: its instances would be warm.
  const capacity = template ? undefined : await measure(target, request, photo);
  const startedAt = new Date();
  const sent = await sendAtOnce(target, request, options.atOnce);
  const measured = summaryOf(sent);
  const started = startedIn(sent);
  const uploads = photo && (await finishUploads(target, started, photo));
  const coldStarts = await logs?.coldStarts(route, startedAt, measured.answered);
  await removeAll(target, started);
  const expected: Expected = template
    ? expectedOfStage(template, options.atOnce, photo !== undefined, options.accountConcurrency)
    : expectedOfProcess(capacity ?? { msPerRequest: 0 }, options.atOnce);
  return { url: target.url, what: route, measured, uploads, coldStarts, expected };
}

const startedIn = (sent: readonly Sent[]) => sent.flatMap(({ started }) => started ?? []);

async function measure(target: DemoTarget, request: Request, photo?: Blob): Promise<Capacity> {
  // The first requests are slower, because nothing is compiled yet.
  await sample(target, request, samples.requests);
  const msPerRequest = await sample(target, request, samples.requests);
  if (!photo) return { msPerRequest };
  const started = startedIn(await sendAtOnce(target, request, samples.uploads));
  const { seconds } = await finishUploads(target, started, photo);
  await removeAll(target, started);
  return { msPerRequest, msPerUpload: (seconds * 1000) / samples.uploads };
}

/** Milliseconds for each of some requests at once, whose connections are new, as those of the spike. */
async function sample(target: DemoTarget, request: Request, count: number): Promise<number> {
  const sent = await sendAtOnce(target, request, count);
  await removeAll(target, startedIn(sent));
  return Math.max(...sent.map(({ ms }) => ms)) / count;
}
