import { relativeRate, type Shape } from '../traffic/shape';
import type { Random } from './random';

/** From and to in seconds since midnight of the first day. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The rate is constant within a minute. */
const stepSeconds = 60;

/**
 * Yields the times of independent arrivals, in ascending order.
 * @param perSecond mean over a day
 */
export function* arrivals(perSecond: number, shape: Shape, { from, to }: Span, random: Random): Generator<number> {
  if (perSecond <= 0) return;
  for (let start = from; start < to; ) {
    const end = Math.min(to, (Math.floor(start / stepSeconds) + 1) * stepSeconds);
    const hour = ((start + end) / 2 / 3600) % 24;
    const rate = perSecond * relativeRate(shape, hour);
    if (rate > 0) for (let time = start + random.exponential(rate); time < end; time += random.exponential(rate)) yield time;
    start = end;
  }
}
