import { report } from '../crashes/seed';
import { type Batch, runBatch } from './hostile/batch';
import { formats } from './hostile/cases';
import { figures, summary } from './hostile/figures';
import { seriesNames } from './hostile/series';
import { reliabilitySettings } from './settings';

const { seed, inputs, soak } = reliabilitySettings();

const mostCpuMs = 10_000;
const mostMiB = 1024;

let batches: Batch[];
let outcomes: Batch['outcomes'];

beforeAll(
  async () => {
    batches = [];
    // A process takes as long to start as some inputs: only the long form has one for each format.
    for (const together of soak ? formats.map((format) => [format]) : [formats]) {
      batches.push(await runBatch(seed, inputs, together));
    }
    outcomes = batches.flatMap((batch) => batch.outcomes);
    report(soak ? figures(seed, batches) : summary(seed, batches));
  },
  60_000 + inputs * 3 * 1000,
);

/** The inputs of which something holds, so that a failure names them. */
const those = (holds: (outcome: Batch['outcomes'][number]) => boolean) => outcomes.filter(holds);

test('every hostile file ends READY with three clean files in bounds, or FAILED with a reason', () => {
  expect(those(({ complaints }) => complaints.length > 0)).toEqual([]);
  expect(those(({ status }) => status !== 'READY' && status !== 'FAILED')).toEqual([]);
});

test('every unmodified file becomes READY', () => {
  const untouched = those(({ series }) => series === 'unmodified');
  expect(untouched.length).toBeGreaterThan(30);
  expect(untouched.filter(({ status }) => status !== 'READY')).toEqual([]);
});

test('READY is what plain sharp decodes with our loaders and limits, file by file, and nothing else is', () => {
  expect(those(({ verdict, status }) => verdict === 'sound' && status !== 'READY')).toEqual([]);
  expect(those(({ verdict, status }) => Boolean(verdict?.startsWith('unsound')) && status !== 'FAILED')).toEqual([]);
  // Of the others it is known why they are refused.
  expect(those(({ verdict, refusal }) => verdict === undefined && refusal === undefined)).toEqual([]);
  expect(those(({ refusal, code }) => refusal !== undefined && refusal !== code)).toEqual([]);
});

test('none takes more than 10 s of CPU time or 1 GiB', () => {
  expect(those(({ cpuMs }) => !(cpuMs <= mostCpuMs))).toEqual([]);
  for (const { peakMiB } of batches) expect(peakMiB).toBeLessThanOrEqual(mostMiB);
});

test.each(formats)('%s is tried in every series, and not all of it ends alike', (format) => {
  const ofFormat = those((outcome) => outcome.format === format && outcome.series !== 'unmodified');
  expect(ofFormat).toHaveLength(inputs);
  expect([...new Set(ofFormat.map(({ series }) => series))].sort()).toEqual([...seriesNames].sort());
  expect(new Set(ofFormat.map(({ status }) => status))).toEqual(new Set(['READY', 'FAILED']));
});
