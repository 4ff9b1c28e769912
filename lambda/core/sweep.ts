import type { Clock } from './ports';
import { type OrphanSweepServices, sweepOriginals, sweepRenditions } from './sweep-orphans';
import { type PendingSweepServices, sweepPending } from './sweep-pending';
import { type SweepCounts, type SweepLimits, SweepRun, sweepLimits } from './sweep-run';

export interface SweepServices extends PendingSweepServices, OrphanSweepServices {
  readonly originals: PendingSweepServices['originals'] & OrphanSweepServices['originals'];
  readonly clock: Clock;
}

/**
 * Recovers stuck uploads and deletes orphaned files. Each run does a bounded part of the work, and the next run continues.
 * Idempotent, and safe to run concurrently.
 * @returns the counts and the errors; a later run repeats what failed
 */
export async function sweep(
  services: SweepServices,
  limits: SweepLimits = sweepLimits,
): Promise<{ counts: SweepCounts; faults: readonly Error[] }> {
  const run = new SweepRun(services.clock, limits);
  await run.attempt('pending records', () => sweepPending(run, services));
  await run.attempt('originals', () => sweepOriginals(run, services));
  await run.attempt('renditions', () => sweepRenditions(run, services));
  return { counts: run.counts, faults: run.faults };
}
