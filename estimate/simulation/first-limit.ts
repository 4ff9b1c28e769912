import { type LimitName, limits, published } from './limits';
import type { Model } from './model';
import type { Result } from './result';

/** The limit that the traffic meets first, or would meet. */
export interface FirstLimit {
  readonly limit: LimitName;
  /** When it is met, in seconds of the window. @default - it is not met */
  readonly metAt?: number;
  /** How many times as much traffic would meet it. 1 or less when it is met. */
  readonly factor: number;
}

/** A limit that only delays is met when it delays more than this share of the messages. */
const delayed = 0.05;

/** Finds the limit that the simulation met first; otherwise the one with the smallest factor between the limit and its use. */
export function firstLimit(model: Model, { met, workers }: Result): FirstLimit {
  const factors = factorsOf(model);
  const messages = workers.reduce((sum, { count }) => sum + count, 0);
  const notable = met.filter(({ limit, count }) => limits[limit].status !== undefined || count > delayed * messages);
  const [first] = notable.toSorted((one, other) => one.firstAt - other.firstAt || severity(one.limit) - severity(other.limit));
  if (first) return { limit: first.limit, metAt: first.firstAt, factor: Math.min(1, factors.get(first.limit) ?? 1) };
  const [limit, factor] = [...factors].reduce((least, each) => (each[1] < least[1] ? each : least));
  return { limit, factor };
}

/** A wait is less than a rejection. */
const severity = (limit: LimitName) => (limits[limit].status === undefined ? 1 : 0);

function factorsOf({ routes, workers, functions, shape, accountConcurrency }: Model): Map<LimitName, number> {
  const seconds = (fn: number) => (functions[fn]?.ms ?? 0) / 1000;
  const peak = (perSecond: number) => perSecond * shape.peakFactor;
  const smallest = (factors: readonly number[]) => Math.min(Number.POSITIVE_INFINITY, ...factors);
  const perSecond = routes.reduce((sum, route) => sum + peak(route.perSecond), 0);
  const uploads = (worker: number) =>
    (workers[worker]?.perSecond ?? 0) + routes.reduce((sum, { feeds, perSecond: rate }) => sum + (feeds === worker ? rate : 0), 0);
  const busy =
    routes.reduce((sum, { fn, perSecond: rate }) => sum + peak(rate) * seconds(fn), 0) +
    workers.reduce((sum, { fn }, index) => sum + peak(uploads(index)) * seconds(fn), 0);
  return new Map<LimitName, number>([
    [
      'throttle',
      smallest(
        routes.flatMap(({ throttle, perSecond: rate, shareOfSpike }) =>
          throttle ? [throttle.rate / peak(rate), throttle.burst / (shape.atOnce * shareOfSpike)] : [],
        ),
      ),
    ],
    ['account-throttle', smallest([published.apiGateway.rate / perSecond, published.apiGateway.burst / shape.atOnce])],
    ['account-concurrency', smallest([accountConcurrency / busy, accountConcurrency / shape.atOnce])],
    ['calls-per-second', (accountConcurrency * published.callsPerConcurrency.value) / perSecond],
    [
      'pollers',
      smallest(
        workers.map(({ fn, maxConcurrency = published.pollers.most, batchSize }, index) => {
          return (maxConcurrency * batchSize) / (peak(uploads(index)) * seconds(fn));
        }),
      ),
    ],
  ]);
}
