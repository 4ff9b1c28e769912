/** Two factors of a combination, with the value of each. */
export type Pair<T> = readonly [one: T, isOne: boolean, other: T, isOther: boolean];

/** Every pair of values of two different factors. */
export const pairsOf = <T>(factors: readonly T[]): Pair<T>[] =>
  factors.flatMap((one, index) =>
    factors
      .slice(index + 1)
      .flatMap((other) => [true, false].flatMap((isOne) => [true, false].map((isOther) => [one, isOne, other, isOther] as const))),
  );

/** Whether a combination, given by the factors that are on, has both values of a pair. */
export const covers = <T>(combination: ReadonlySet<T>, [one, isOne, other, isOther]: Pair<T>): boolean =>
  combination.has(one) === isOne && combination.has(other) === isOther;

/**
 * The smallest number of combinations in which every two factors are both on in one, and each is on without the other in one. Each factor
 * is on in a different majority of the combinations: any two majorities share a combination, and none contains another.
 * @see https://doi.org/10.1016/0012-365X(73)90098-8 Kleitman and Spencer, Families of k-independent sets
 */
export function pairwise<T>(factors: readonly T[]): ReadonlySet<T>[] {
  for (let count = 1; ; count++) {
    const majorities = choices(count, Math.floor(count / 2) + 1);
    if (majorities.length >= factors.length) {
      return Array.from({ length: count }, (_, row) => new Set(factors.filter((_, factor) => majorities[factor]?.includes(row))));
    }
  }
}

/** Every choice of `size` numbers below `count`. */
function choices(count: number, size: number): number[][] {
  if (size === 0) return [[]];
  if (size > count) return [];
  return [...choices(count - 1, size), ...choices(count - 1, size - 1).map((chosen) => [...chosen, count - 1])];
}
