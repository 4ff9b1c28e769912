import type { Start } from './instances';
import type { LimitName } from './limits';
import { limits } from './limits';

/** What the callers of a route, or the messages of a queue, have experienced. */
export interface Experience {
  /** Requests or messages. */
  readonly count: number;
  readonly answered: number;
  /** Mean of those that were answered. @default - none was */
  readonly meanMs?: number;
  /** Median and 99th percentile of those that were answered. @default - none was */
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  /** Share of the answered ones that started cold. */
  readonly coldShare: number;
  /** Shares of all: API Gateway rejected them, or Lambda did. */
  readonly share429: number;
  readonly share503: number;
}

/** Collects latencies and rejections. */
export class Measurement {
  private readonly latencies: number[] = [];
  private cold = 0;
  private readonly rejected = { 429: 0, 503: 0 };

  answer(ms: number, start: Start): void {
    this.latencies.push(ms);
    if (start === 'cold') this.cold += 1;
  }

  reject(limit: LimitName): void {
    const { status } = limits[limit];
    if (status !== undefined) this.rejected[status] += 1;
  }

  summary(): Experience {
    const sorted = Float64Array.from(this.latencies).sort();
    const answered = sorted.length;
    const count = answered + this.rejected[429] + this.rejected[503];
    return {
      count,
      answered,
      ...(answered > 0 && { meanMs: sorted.reduce((sum, ms) => sum + ms, 0) / answered }),
      p50Ms: percentile(sorted, 0.5),
      p99Ms: percentile(sorted, 0.99),
      coldShare: answered > 0 ? this.cold / answered : 0,
      share429: count > 0 ? this.rejected[429] / count : 0,
      share503: count > 0 ? this.rejected[503] / count : 0,
    };
  }
}

/** The smallest value that at least a share of the sorted values does not exceed. */
export const percentile = (sorted: Float64Array | readonly number[], share: number): number | undefined =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
