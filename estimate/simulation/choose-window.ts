import { busiestFrom } from '../traffic/shape';
import type { Model } from './model';
import type { Window } from './result';

const day = 86_400;

/** Enough for a 99th percentile of each route, and few enough for a quarter of a second. */
const usualArrivals = 200_000;

const mostDays = 30;

/** Share of a window that is simulated before it counts. */
const warmUp = 0.1;

/**
 * Chooses the time to simulate: whole days, up to a month, as long as there are not too many requests; otherwise the busiest time of a day.
 * A day with requests at once is one day, because they are counted for themselves.
 * @param most requests and messages to simulate, about
 */
export function chooseWindow({ routes, workers, shape }: Model, most = usualArrivals): Window {
  const perSecond = [...routes, ...workers].reduce((sum, each) => sum + each.perSecond, 0);
  const perDay = perSecond * day + shape.atOnce;
  if (perDay <= most) {
    const days = shape.atOnce > 0 ? 1 : Math.min(mostDays, Math.max(1, Math.floor(most / perDay)));
    return { from: 0, countFrom: 0, to: day * days };
  }
  const seconds = Math.max(10, most / (perSecond * shape.peakFactor));
  const countFrom = Math.max(seconds * warmUp, busiestFrom(shape, seconds / 3600) * 3600);
  return { from: countFrom - seconds * warmUp, countFrom, to: countFrom + seconds };
}
