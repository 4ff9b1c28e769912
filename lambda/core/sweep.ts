import type { Clock } from './ports';
import { type OrphanSweepServices, sweepOriginals, sweepRenditions } from './sweep-orphans';
import { type PendingSweepServices, sweepPending } from './sweep-pending';
import { type SweepCounts, type SweepLimits, SweepRun, sweepLimits } from './sweep-run';

export interface SweepServices extends PendingSweepServices, OrphanSweepServices {
  readonly originals: PendingSweepServices['originals'] & OrphanSweepServices['originals'];
  readonly clock: Clock;
}

/**
 * Finds what was lost on its way: records that wait for nothing, and files that belong to nobody. Each run does a bounded
 * part, and the next goes on. Safe to repeat, and to run several times at once.
 * @returns what it did, and the faults that it met; what they concern, a later run comes to again
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
