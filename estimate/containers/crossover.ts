/**
 * Traffic at which containers cost less than functions, in units a day. Containers are added one at a time: where the next one is needed,
 * functions may cost less again for a while.
 */
export interface Win {
  /** The least traffic at which they do. */
  readonly from: number;
  /** From here on they always do. @default - from `from` on */
  readonly lasting?: number;
  /** The most traffic at which they do. @default - the end of the range */
  readonly to?: number;
}

/** The cost of a month at a number of units a day. `undefined` when it is impossible. */
export type Curve = (perDay: number) => number | undefined;

/** Units a day that are compared. */
export const range = { from: 1, to: 1_000_000_000 } as const;

/** A finer grid finds the same crossovers, and takes longer. */
const step = 1.04;

/** Containers cost the same up to a number of units, and then more at once: the search must not step over it. */
const grid: readonly number[] = Array.from(
  { length: Math.ceil(Math.log(range.to / range.from) / Math.log(step)) + 1 },
  (_, index) => Math.min(range.to, range.from * step ** index),
);

/** @returns `undefined` when functions cost less in the whole range, which ends where the cost of functions is no longer known */
export function winOf(functions: Curve, containers: Curve): Win | undefined {
  const wins = (perDay: number) => {
    const [one, other] = [containers(perDay), functions(perDay)];
    return one !== undefined && other !== undefined && one < other;
  };
  const known = grid.filter((perDay) => functions(perDay) !== undefined);
  const isWon = known.map(wins);
  const first = isWon.indexOf(true);
  const end = isWon.lastIndexOf(true);
  if (first < 0) return undefined;
  const last = isWon.lastIndexOf(false, end) + 1;
  const at = (index: number) => known[index] ?? range.to;
  const start = (index: number) => (index === 0 ? range.from : edge(at(index), at(index - 1), wins));
  return {
    from: start(first),
    ...(last > first && { lasting: start(last) }),
    ...(end < known.length - 1 && { to: edge(at(end), at(end + 1), wins) }),
  };
}

/** Returns where it changes, to a millionth, on the side at which containers win. */
function edge(winning: number, losing: number, wins: (perDay: number) => boolean): number {
  let [one, other] = [winning, losing];
  while (Math.abs(one - other) > one / 1_000_000) {
    const middle = (one + other) / 2;
    if (wins(middle)) one = middle;
    else other = middle;
  }
  return one;
}
