/** The value that this share of all values does not exceed: 0.5 is the median. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round((sorted.length - 1) * part)] ?? Number.NaN;
}

/** The median and the quartiles. */
export function spread(values: readonly number[], digits = 0): string {
  const [low, median, high] = [0.25, 0.5, 0.75].map((part) => quantile(values, part).toFixed(digits));
  return `${median} (${low}–${high})`;
}
