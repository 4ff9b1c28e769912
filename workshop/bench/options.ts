import { parseOptions, readArguments, suggestion } from '../../cli/options';
import { benchmarkNames } from './suites';

export interface BenchOptions {
  /** Names of benchmarks. */
  readonly selected: readonly string[];
  readonly pairs: number;
  /** A file, or `-` for stdout. */
  readonly json?: string;
  /** Whether to write the documentation. */
  readonly write: boolean;
}

const written = [
  'docs/performance.md',
  'docs/performance.svg',
  'estimate/bill/measured.json', // part: estimate
];

const usage = `npm run bench [-- NAME…] [--pairs N] [--json FILE|-] [--write]

Compares this application with the usual way to do the same work. Both run in pairs directly after each other, in alternating order,
so that a busy machine slows both: compare the ratios, not the milliseconds.

  NAME         a benchmark, such as "resize PNG", or a word of its name: resize, cold-start, get-image. Runs all of them unless you name some
  --pairs N    pairs of each benchmark (5)
  --json FILE  writes an array of {name, unit, ours, baseline, ratio, target, met} to a file, or to stdout with -
  --write      writes the results to ${written.join(', ')}`;

/** @throws UsageError */
export function benchOptions(args: readonly string[]): BenchOptions {
  return readArguments(args, usage, (given) => {
    const { values, positionals } = parseOptions(given, {
      allowPositionals: true,
      options: {
        pairs: { type: 'string', default: '5' },
        json: { type: 'string' },
        write: { type: 'boolean', default: false },
      },
    });
    const { pairs, json, write } = values;
    if (!/^[1-9]\d{0,5}$/.test(pairs)) {
      throw new Error(`--pairs must be a whole number from 1 to 999999, not ${JSON.stringify(pairs)}.`);
    }
    if (write && positionals.length > 0) throw new Error('--write writes the whole table. Pass it without names of benchmarks.');
    return { selected: selectedBy(positionals), pairs: Number(pairs), json, write };
  });
}

/** @throws Error when a word selects nothing */
function selectedBy(words: readonly string[]): string[] {
  const selects = (word: string, name: string) => name === word || name.split(' ').includes(word);
  const known = [...new Set(benchmarkNames.flatMap((name) => name.split(' ')))];
  for (const word of words) {
    if (benchmarkNames.some((name) => selects(word, name))) continue;
    throw new Error(`No benchmark ${JSON.stringify(word)}.${suggestion(word, known)}`);
  }
  return benchmarkNames.filter((name) => words.length === 0 || words.some((word) => selects(word, name)));
}
