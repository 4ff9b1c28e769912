import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Random figures that a seed repeats. */
export class Random {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
  }

  /** From 0 up to 1, without 1. */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** The time until the next of events that are independent of each other. */
  exponential(rate: number): number {
    return -Math.log(1 - this.uniform()) / rate;
  }

  /**
   * A duration that is never negative and sometimes long: log-normal.
   * @param spread standard deviation, divided by the mean; 0 for the mean itself
   */
  duration(mean: number, spread: number): number {
    if (spread === 0) return mean;
    const variance = Math.log(1 + spread * spread);
    const normal = Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
    return mean * Math.exp(Math.sqrt(variance) * normal - variance / 2);
  }
}
