import { table, tally } from '../table';
import type { Batch } from './batch';
import { formats } from './cases';
import { seriesNames } from './series';

type Outcomes = Batch['outcomes'];

const largest = (outcomes: Outcomes) => Math.round(Math.max(0, ...outcomes.map(({ cpuMs }) => cpuMs)));

const count = (outcomes: Outcomes, status: string) => outcomes.filter((outcome) => outcome.status === status).length;

const peak = (batches: readonly Batch[]) => Math.round(Math.max(...batches.map(({ peakMiB }) => peakMiB)));

/** The figures of a short run, in one line. */
export function summary(seed: number, batches: readonly Batch[]): string {
  const outcomes = batches.flatMap((batch) => batch.outcomes);
  return (
    `hostile images: seed ${seed}, ${outcomes.length} files; ${count(outcomes, 'READY')} READY, ${count(outcomes, 'FAILED')} FAILED; ` +
    `at most ${largest(outcomes)} ms of CPU time each, ${peak(batches)} MiB in all`
  );
}

/** The figures of a long run: number, outcomes, reasons and costs for each format and series. */
export function figures(seed: number, batches: readonly Batch[]): string {
  const outcomes = batches.flatMap((batch) => batch.outcomes);
  const groups = formats.flatMap((format) =>
    ['unmodified', ...seriesNames].map((series) => ({
      format,
      series,
      of: outcomes.filter((outcome) => outcome.format === format && outcome.series === series),
    })),
  );
  const bySeries = [
    ['format', 'series', 'files', 'READY', 'FAILED', 'CPU ms, most', 'CPU ms, mean'],
    ...groups.map(({ format, series, of }) => [
      format,
      series,
      of.length,
      count(of, 'READY'),
      count(of, 'FAILED'),
      largest(of),
      Math.round(of.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / of.length),
    ]),
  ];
  const codes = [...tally(outcomes, ({ code }) => code)].sort(([, a], [, b]) => b - a);
  const examples = codes.map(([code, number]) => [
    code,
    number,
    ...formats.map((format) => outcomes.filter((outcome) => outcome.code === code && outcome.format === format).length),
  ]);
  const memory = batches.map(({ outcomes: [first], peakMiB }) => [first?.format ?? '', Math.round(peakMiB)]);
  return [
    summary(seed, batches),
    table(bySeries),
    table([['reason', 'files', ...formats], ...examples]),
    table([['format', 'peak MiB'], ...memory]),
  ].join('\n\n');
}
