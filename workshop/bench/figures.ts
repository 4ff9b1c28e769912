import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import measured from '../../estimate/bill/measured.json';
import type { Result } from './result';

const path = join(__dirname, '../../estimate/bill/measured.json');

/** The figures of the estimate, from the same benchmarks. @throws Error when a benchmark did not run */
export function figuresOf(results: readonly Result[], today: Date): typeof measured {
  const ms = Object.keys(measured.ms).map((name) => {
    const result = results.find((each) => each.name === name);
    if (!result) throw new Error(`The benchmark of "${name}" did not run, and npm run estimate needs its figure.`);
    return [name, Number(result.ours.toPrecision(3))];
  });
  return {
    date: today.toISOString().slice(0, 10),
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    ms: Object.fromEntries(ms),
  };
}

/** Writes them to `estimate/bill/measured.json`. */
export function writeFigures(results: readonly Result[], today: Date): void {
  writeFileSync(path, `${JSON.stringify(figuresOf(results, today), undefined, 2)}\n`);
}
