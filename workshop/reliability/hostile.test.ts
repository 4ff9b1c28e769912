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
    // A process takes as long to start as some inputs take. Only a long run has a process for each format.
    for (const together of soak ? formats.map((format) => [format]) : [formats]) {
      batches.push(await runBatch(seed, inputs, together));
    }
    outcomes = batches.flatMap((batch) => batch.outcomes);
    report(soak ? figures(seed, batches) : summary(seed, batches));
  },
  60_000 + inputs * 3 * 1000,
);

/** The outcomes that satisfy a condition, so that a failure of an assertion names them. */
const those = (holds: (outcome: Batch['outcomes'][number]) => boolean) => outcomes.filter(holds);

test('every hostile file becomes READY with three valid renditions, or FAILED with a reason', () => {
  expect(those(({ problems }) => problems.length > 0)).toEqual([]);
  expect(those(({ status }) => status !== 'READY' && status !== 'FAILED')).toEqual([]);
});

test('every unmodified file becomes READY', () => {
  const untouched = those(({ series }) => series === 'unmodified');
  expect(untouched.length).toBeGreaterThan(30);
  expect(untouched.filter(({ status }) => status !== 'READY')).toEqual([]);
});

test('exactly those files become READY that plain sharp decodes with the same loaders and limits', () => {
  expect(those(({ verdict, status }) => verdict === 'sound' && status !== 'READY')).toEqual([]);
  expect(those(({ verdict, status }) => Boolean(verdict?.startsWith('unsound')) && status !== 'FAILED')).toEqual([]);
  // For the others, the expected rejection is known.
  expect(those(({ verdict, refusal }) => verdict === undefined && refusal === undefined)).toEqual([]);
  expect(those(({ refusal, code }) => refusal !== undefined && refusal !== code)).toEqual([]);
});

test('no file takes more than 10 s of CPU time or 1 GiB of memory', () => {
  expect(those(({ cpuMs }) => !(cpuMs <= mostCpuMs))).toEqual([]);
  for (const { peakMiB } of batches) expect(peakMiB).toBeLessThanOrEqual(mostMiB);
});

test.each(formats)('%s is tested in every series, with both outcomes', (format) => {
  const ofFormat = those((outcome) => outcome.format === format && outcome.series !== 'unmodified');
  expect(ofFormat).toHaveLength(inputs);
  expect([...new Set(ofFormat.map(({ series }) => series))].sort()).toEqual([...seriesNames].sort());
  expect(new Set(ofFormat.map(({ status }) => status))).toEqual(new Set(['READY', 'FAILED']));
});
