import type { LimitName } from './limits';
import type { Met } from './result';

/** Counts how often each limit was met. */
export class MetLimits {
  private readonly counts = new Map<LimitName, { count: number; readonly firstAt: number }>();

  /** @param countFrom time before which nothing counts, in seconds */
  constructor(private readonly countFrom: number) {}

  note(limit: LimitName, now: number): void {
    if (now < this.countFrom) return;
    const known = this.counts.get(limit);
    if (known) known.count += 1;
    else this.counts.set(limit, { count: 1, firstAt: now - this.countFrom });
  }

  /** In the order in which they were met. */
  all(): Met[] {
    return [...this.counts].map(([limit, met]) => ({ limit, ...met }));
  }
}
