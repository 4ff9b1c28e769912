import type { Clock } from './ports';

/** Limits of one sweep. The next one continues where it stopped. */
export interface SweepLimits {
  /** Milliseconds after which no new work begins. Work in progress is finished. */
  readonly budgetMs: number;
  /** A record with a file that is PENDING for longer, in milliseconds, has lost its event. */
  readonly requeueAfterMs: number;
  /** A record that was queued again without success and is older than this, in milliseconds, becomes FAILED. */
  readonly giveUpAfterMs: number;
  /** A record without a file that is PENDING for longer, in milliseconds, will not get one. */
  readonly abandonAfterMs: number;
  /** Objects that are younger, in milliseconds, are not treated as orphans, because a worker may still be writing. */
  readonly orphanGraceMs: number;
  /** Pages of each listing, and entries per page. */
  readonly pages: number;
  readonly pageSize: number;
  /** Pages of the listing of a store while its round is not older than `roundMs`. Each object costs a read of its record. */
  readonly slowPages: number;
  /** Milliseconds that a round of a store may take at the slow pace. */
  readonly roundMs: number;
  /**
   * Removals from each store. Orphans are rare: when there are many, records may have been lost. The limit gives an operator
   * who sees the counts rise time to stop the sweep.
   */
  readonly removals: number;
}

const minutes = 60_000;
const hours = 60 * minutes;

export const sweepLimits: SweepLimits = {
  budgetMs: 2.5 * minutes,
  // An upload form is valid for 5 minutes, and a failed message is retried after 9 minutes.
  requeueAfterMs: 15 * minutes,
  // Each failed attempt may have taken five runs of the resizer.
  giveUpAfterMs: 2 * hours,
  abandonAfterMs: 1 * hours,
  orphanGraceMs: 24 * hours,
  pages: 5,
  pageSize: 200,
  slowPages: 1,
  roundMs: 24 * hours,
  removals: 100,
};

/** What a sweep did. */
export interface SweepCounts {
  /** Records that were PENDING for too long. */
  pendingLooked: number;
  /** Records whose upload was queued again. */
  requeued: number;
  /** Records that became FAILED because nothing was uploaded. */
  abandoned: number;
  /** Records that became FAILED because their upload was queued without success for too long. */
  givenUp: number;
  originalsLooked: number;
  /** Originals without a record. */
  originalsRemoved: number;
  renditionsLooked: number;
  /** Versions whose renditions no record refers to, with all their sizes. */
  renditionsRemoved: number;
  /** Objects under keys that the application does not create. They are not removed. */
  foreign: number;
  /** Operations that failed. */
  faults: number;
}

/** The state of one sweep: its limits, its counts and its errors. */
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

  /** Whether the time budget is used up. */
  get isOver(): boolean {
    return this.clock.ticks() - this.started >= this.limits.budgetMs;
  }

  /** The time `ms` milliseconds before the sweep started. */
  ago(ms: number): Date {
    return new Date(this.startedAt.getTime() - ms);
  }

  /** Runs one part of the work. Errors are collected, so that one part does not stop the others. */
  async attempt(part: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.counts.faults += 1;
      this.faults.push(new Error(`${part}: ${cause instanceof Error ? cause.message : cause}`, { cause }));
    }
  }
}
