import type { Clock } from '../../lambda/core/ports';

/** A clock that only a test advances. */
export class TestClock implements Clock {
  constructor(private time = new Date('2026-11-22T12:00:00Z')) {}

  now(): Date {
    return new Date(this.time);
  }

  ticks(): number {
    return this.time.getTime();
  }

  advance(ms: number): void {
    this.time = new Date(this.time.getTime() + ms);
  }
}
