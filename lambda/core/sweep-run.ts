import type { Clock } from './ports';

/** How far one sweep goes. The next one goes on where it ended. */
export interface SweepLimits {
  /** No new work is begun after so many milliseconds; what was begun is finished. */
  readonly budgetMs: number;
  /** A record that is PENDING for longer, in milliseconds, while its file is there, has lost its event. */
  readonly requeueAfterMs: number;
  /** A record whose upload was handed over so long after its start, in milliseconds, and in vain again, ends FAILED. */
  readonly giveUpAfterMs: number;
  /** A record that is PENDING for longer, in milliseconds, while its file is not there, will not get it any more. */
  readonly abandonAfterMs: number;
  /** Nothing younger, in milliseconds, is taken for left over: whoever writes it may still be at work. */
  readonly orphanGraceMs: number;
  /** Pages of each list, and entries on each. */
  readonly pages: number;
  readonly pageSize: number;
  /**
   * Removals from each store. Few are left over at a time; when there are many, records may have been lost, and whoever sees
   * the counts rise has time to stop the sweep.
   */
  readonly removals: number;
}

const minutes = 60_000;
const hours = 60 * minutes;

export const sweepLimits: SweepLimits = {
  budgetMs: 2.5 * minutes,
  // An upload's form is valid for 5 minutes, and its message comes again 9 minutes after a failure.
  requeueAfterMs: 15 * minutes,
  // Each time in vain may have cost the resizer five runs.
  giveUpAfterMs: 2 * hours,
  abandonAfterMs: 1 * hours,
  orphanGraceMs: 24 * hours,
  pages: 5,
  pageSize: 200,
  removals: 100,
};

/** What a sweep did. */
export interface SweepCounts {
  /** Records that were PENDING for long. */
  pendingLooked: number;
  /** Records whose upload was handed to the resizer again. */
  requeued: number;
  /** Records that ended FAILED, because nothing was uploaded. */
  abandoned: number;
  /** Records that ended FAILED, because their upload was handed over in vain for too long. */
  givenUp: number;
  originalsLooked: number;
  /** Originals without a record. */
  originalsRemoved: number;
  renditionsLooked: number;
  /** Versions whose renditions nobody needs, with all their sizes. */
  renditionsRemoved: number;
  /** Objects under keys that the application does not make. They are left. */
  foreign: number;
  /** What could not be done. */
  faults: number;
}

/** One sweep: how far it may go, what it did, and what it could not do. */
export class SweepRun {
  readonly counts: SweepCounts = {
    pendingLooked: 0,
    requeued: 0,
    abandoned: 0,
    givenUp: 0,
    originalsLooked: 0,
    originalsRemoved: 0,
    renditionsLooked: 0,
    renditionsRemoved: 0,
    foreign: 0,
    faults: 0,
  };
  readonly faults: Error[] = [];
  readonly startedAt: Date;
  private readonly started: number;

  constructor(
    private readonly clock: Clock,
    readonly limits: SweepLimits,
  ) {
    this.startedAt = clock.now();
    this.started = clock.ticks();
  }

  /** Whether its time is over. */
  get isOver(): boolean {
    return this.clock.ticks() - this.started >= this.limits.budgetMs;
  }

  /** The moment so many milliseconds before it started. */
  ago(ms: number): Date {
    return new Date(this.startedAt.getTime() - ms);
  }

  /** Does a part of the work. What it throws is kept for the end, so that one part does not stop the others. */
  async attempt(part: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.counts.faults += 1;
      this.faults.push(new Error(`${part}: ${cause instanceof Error ? cause.message : cause}`, { cause }));
    }
  }
}
