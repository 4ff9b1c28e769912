import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionName } from '../../../lib/functions';
import type { DeployedFunction } from '../../../lib/testing/lambda-runtime/function-process';
import { filesIn } from '../../../lib/testing/packages/package-contents';
import { spread } from '../statistics';
import type { Measured, Pair } from './measure';

interface ReportProps {
  readonly results: ReadonlyMap<FunctionName, readonly Pair[]>;
  readonly ours: Readonly<Record<FunctionName, DeployedFunction>>;
  readonly conventional: Readonly<Record<FunctionName, DeployedFunction>>;
  /** Load times of a handler that does nothing. */
  readonly empty: readonly number[];
  readonly calls: number;
  /** A sentence about the CPU share of the calls. */
  readonly held: string;
}

const columns: Readonly<Record<keyof Measured, string>> = {
  load: 'load',
  loadAndFirst: 'load + first call',
  p50: 'warm p50',
  p99: 'warm p99',
};

/** Two tables in Markdown: the ratios of the pairs, and the milliseconds of this machine. */
export function report({ results, ours, conventional, empty, calls, held }: ReportProps): string {
  const pairs = Math.max(...[...results.values()].map((of) => of.length));
  const keys = Object.keys(columns) as (keyof Measured)[];
  const ratios = [...results].map(([name, of]) => [
    name,
    `${kilobytes(ours[name])} / ${kilobytes(conventional[name])}`,
    ...keys.map((key) =>
      spread(
        of.map((pair) => pair.ours[key] / pair.conventional[key]),
        2,
      ),
    ),
  ]);
  const times = [...results].map(([name, of]) => [
    name,
    ...keys.map(
      (key) =>
        `${spread(
          of.map((pair) => pair.ours[key]),
          1,
        )} / ${spread(
          of.map((pair) => pair.conventional[key]),
          1,
        )}`,
    ),
  ]);
  return [
    `Node ${process.versions.node}, ${process.platform}-${process.arch}; ${pairs} pairs of processes, ${calls} warm calls in each.`,
    held,
    'Each cell: median (quartiles) over the pairs. Ratios below 1 are in favor of the application.',
    '',
    table(['function', 'package KB, ours / conventional', ...keys.map((key) => columns[key])], ratios),
    '',
    `Milliseconds, ours / conventional. Each load includes ${spread(empty)} for Node with a handler that does nothing.`,
    '',
    table(['function', ...keys.map((key) => columns[key])], times),
  ].join('\n');
}

/** Size of the package, before compression. */
function kilobytes({ folder }: DeployedFunction): number {
  return Math.round(filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1024);
}

const row = (cells: readonly unknown[]) => `| ${cells.join(' | ')} |`;

const table = (head: readonly string[], rows: readonly unknown[][]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');
