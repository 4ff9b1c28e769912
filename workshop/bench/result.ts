import { quantile } from './statistics';
import type { Row, Sample } from './suite';
import { type Target, targets } from './targets';

/** A row of the table, as `--json` writes it. */
export interface Result {
  readonly name: string;
  /** Of `ours` and `baseline`. */
  readonly unit: string;
  /** The median of the pairs. */
  readonly ours: number;
  /** The median of the pairs. */
  readonly baseline: number;
  /** The median of the ratios of the pairs. */
  readonly ratio: number;
  /** The value that the row must reach. @default - null, for rows without a target */
  readonly target: number | null;
  /** @default - null, for rows without a target */
  readonly met: boolean | null;
}

/** @throws Error when a figure is missing or not a number */
export function resultOf({ name, unit }: Row, samples: readonly Sample[] = []): Result {
  const ours = median(samples.map((sample) => sample.ours));
  const baseline = median(samples.map((sample) => sample.baseline));
  const ratio = median(samples.map((sample) => sample.ours / sample.baseline));
  if (![ours, baseline, ratio].every(Number.isFinite))
    throw new Error(`The row "${name}" was not measured: ${ours} / ${baseline}.`);
  const target = targets[name];
  const figures = { name, unit, ours, baseline, ratio };
  if (!target) return { ...figures, target: null, met: null };
  return { ...figures, target: target.must, met: isMet(figures, target, target.must) };
}

const median = (values: readonly number[]) => quantile(values, 0.5);

export function isMet(
  { ours, baseline, ratio }: Pick<Result, 'ours' | 'baseline' | 'ratio'>,
  { of }: Target,
  limit: number,
): boolean {
  if (of === 'ours') return ours <= limit;
  return of === 'difference' ? ours - baseline >= limit : ratio <= limit;
}
