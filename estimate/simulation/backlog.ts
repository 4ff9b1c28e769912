import { published } from './limits';

/** The messages that wait in a queue, and how many calls Lambda's pollers make at a time. */
export class Backlog {
  private readonly arrivals: number[] = [];
  private first = 0;
  private pollers: number;
  private readonly most: number;
  private emptyAt = 0;
  /** When messages began to wait. */
  private waitingSince: number | undefined;
  /** The most messages that waited at a time. */
  peak = 0;
  /** The longest time in which there were waiting messages, in seconds. */
  longestDrain = 0;

  constructor(maxConcurrency?: number) {
    this.most = maxConcurrency ?? published.pollers.most;
    this.pollers = Math.min(published.pollers.first, this.most);
  }

  get length(): number {
    return this.arrivals.length - this.first;
  }

  /** Calls at a time, at present. */
  get concurrency(): number {
    return this.pollers;
  }

  /** Whether Lambda will add no more. */
  get isAtMost(): boolean {
    return this.pollers >= this.most;
  }

  add(now: number): void {
    // When the queue has been empty for a minute, Lambda is back at its first pollers.
    if (this.length === 0 && now - this.emptyAt > 60) this.pollers = Math.min(published.pollers.first, this.most);
    this.arrivals.push(now);
  }

  /** Lambda adds pollers while messages wait: call it once a second. */
  grow(): void {
    if (this.length > 0) this.pollers = Math.min(this.most, this.pollers + published.pollers.morePerMinute / 60);
  }

  /** Takes the arrival times of the next messages. */
  take(count: number): number[] {
    const taken = this.arrivals.slice(this.first, this.first + count);
    this.first += taken.length;
    if (this.first > 10_000 && this.first * 2 > this.arrivals.length) {
      this.arrivals.splice(0, this.first);
      this.first = 0;
    }
    return taken;
  }

  /** Notes whether messages still wait after all calls that can begin have begun. */
  settle(now: number): void {
    this.peak = Math.max(this.peak, this.length);
    if (this.length > 0) this.waitingSince ??= now;
    else {
      if (this.waitingSince !== undefined) this.longestDrain = Math.max(this.longestDrain, now - this.waitingSince);
      this.waitingSince = undefined;
      this.emptyAt = now;
    }
  }
}
