import type { Model } from './model';
import type { Result, Window } from './result';

/** How many messages arrive and leave in a second. */
export interface Pace {
  readonly arrive: number;
  /** When as many calls run at a time as the queue allows; Infinity without a limit. */
  readonly leave: number;
}

/** Returns the pace of a queue whose messages arrive faster than they can leave; `undefined` when it keeps up. */
export function overload({ workers, functions }: Model, result: Result, window: Window, index: number): Pace | undefined {
  const { maxConcurrency, batchSize = 1, fn = -1 } = workers[index] ?? {};
  const arrive = (result.workers[index]?.count ?? 0) / (window.to - window.countFrom);
  const leave =
    maxConcurrency === undefined ? Number.POSITIVE_INFINITY : (maxConcurrency * batchSize * 1000) / (functions[fn]?.ms ?? 1);
  return arrive > leave ? { arrive, leave } : undefined;
}
