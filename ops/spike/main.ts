import { explainAwsErrors } from '../../cli/aws-fault';
import { runCommand } from '../../cli/run-command';
import { small } from '../../estimate/report/format';
import { synthesize } from '../../estimate/template/read';
import type { Template } from '../../estimate/template/template';
import type { DemoTarget } from '../demo/demo-target';
import { readPhoto } from '../demo/read-photo';
import { openTarget } from '../demo/target';
import { summaryOf } from './answers';
import { isConfirmed } from './ask';
import { costOf } from './cost';
import { type Capacity, type Expected, expectedOfProcess, expectedOfStage } from './expected';
import { type SpikeOptions, spikeOptions } from './options';
import { type SpikeResult, spikeReport } from './report';
import { createImage, listImages, measureCapacity, type Request, type Sent, sendAtOnce } from './send';
import { finishUploads, removeAll } from './uploads';

/** How many requests, and how many uploads, measure what the local run can do. */
const samples = { requests: 200, uploads: 20 } as const;

/** `npm run spike`: sends requests at once to one's own stage, and shows the answers beside the simulated ones. */
runCommand(() =>
  explainAwsErrors(async () => {
    const options = spikeOptions(process.argv.slice(2));
    const photo = options.photo === undefined ? undefined : await readPhoto(options.photo);
    const isLocal = options.stack === undefined && options.url === undefined;
    const template = isLocal ? undefined : await templateFor(options);
    const target = await openTarget(options);
    try {
      if (template && !options.yes && !(await isConfirmed(questionFor(options, target.url, template)))) {
        console.error('Nothing was sent.');
        return 0;
      }
      const result = await spike(target, options, template, photo);
      console.log(options.json ? JSON.stringify(result, undefined, 2) : spikeReport(result));
      return 0;
    } finally {
      await target.close();
    }
  }),
);

/** The deployed template. Of an API at a URL only the code is known: the sandbox's. */
async function templateFor({ stack }: SpikeOptions): Promise<Template> {
  if (stack === undefined) return synthesize();
  const { templateOf } = await import('./stage-template');
  return templateOf(stack);
}

function questionFor({ atOnce, photo }: SpikeOptions, url: string, template: Template): string {
  const cost = small(costOf(template, atOnce, photo !== undefined));
  return (
    `Send ${atOnce} ${photo === undefined ? 'requests' : 'uploads'} at once to ${url}? ` +
    `This costs about ${cost} USD, and its users may get 429 or 503 meanwhile.`
  );
}

async function spike(target: DemoTarget, options: SpikeOptions, template?: Template, photo?: Blob): Promise<SpikeResult> {
  const request = photo ? createImage(photo.type || 'image/jpeg') : listImages;
  // Of the local run, what it can do is measured first. A stage is not touched before the spike: its instances would be warm.
  const capacity = template ? undefined : await measure(target, request, photo);
  const sent = await sendAtOnce(target, request, options.atOnce);
  const started = startedIn(sent);
  const uploads = photo && (await finishUploads(target, started, photo));
  await removeAll(target, started);
  const expected: Expected = template
    ? expectedOfStage(template, options.atOnce, photo !== undefined, options.accountConcurrency)
    : expectedOfProcess(capacity ?? { msPerRequest: 0 }, options.atOnce);
  const what = photo ? 'POST /images' : 'GET /images';
  return { url: target.url, what, measured: summaryOf(sent), uploads, expected };
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

async function sample(target: DemoTarget, request: Request, count: number): Promise<number> {
  const { ms, sent } = await measureCapacity(target, request, count);
  await removeAll(target, startedIn(sent));
  return ms;
}
