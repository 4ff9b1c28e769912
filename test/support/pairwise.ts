/** The part of a combination that matters: two factors with a value each. */
export type Pair = readonly [one: string, isOne: boolean, other: string, isOther: boolean];

/** Every pair of values of two different factors. */
export const pairsOf = (factors: readonly string[]): Pair[] =>
  factors.flatMap((one, index) =>
    factors
      .slice(index + 1)
      .flatMap((other) => [true, false].flatMap((isOne) => [true, false].map((isOther) => [one, isOne, other, isOther] as const))),
  );

/** Whether a combination, given by the factors that are on, has both values of a pair. */
export const covers = (combination: ReadonlySet<string>, [one, isOne, other, isOther]: Pair): boolean =>
  combination.has(one) === isOne && combination.has(other) === isOther;

/**
 * Combinations of factors that are on or off, such that every pair of values occurs in one of them. Greedy: each next combination
 * takes a pair that is left, then each factor's value that covers more of the rest.
 */
export function pairwise(factors: readonly string[]): ReadonlySet<string>[] {
  const combinations: ReadonlySet<string>[] = [];
  for (let left = pairsOf(factors); left.length > 0; ) {
    const [[one, isOne, other, isOther]] = left as [Pair];
    const values = new Map([
      [one, isOne],
      [other, isOther],
    ]);
    for (const factor of factors.filter((name) => !values.has(name))) {
      const gain = (value: boolean) =>
        left.filter(
          ([a, isA, b, isB]) =>
            (a === factor && isA === value && values.get(b) === isB) || (b === factor && isB === value && values.get(a) === isA),
        ).length;
      values.set(factor, gain(true) > gain(false));
    }
    const combination = new Set(factors.filter((name) => values.get(name)));
    combinations.push(combination);
    left = left.filter((pair) => !covers(combination, pair));
  }
  return combinations;
}
