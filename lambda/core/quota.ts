import type { Owner } from './image';
import type { Clock, Counter, ImageRepository, UsageCounters } from './ports';
import type { ImageSettings } from './settings';

/** Thrown when an owner has reached a limit. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded';

  constructor(
    readonly limit: Counter['name'],
    readonly allowed: number,
    /** Seconds after which a retry can succeed: at midnight, or after the owner had time to delete something. */
    readonly retryAfterSeconds: number,
  ) {
    super(`Quota ${limit} exceeded: at most ${allowed} images are allowed.`);
  }
}

interface QuotaServices {
  readonly counters: UsageCounters;
  readonly images: Pick<ImageRepository, 'count'>;
  readonly clock: Clock;
  readonly settings: Pick<ImageSettings, 'maxUploadsPerDay' | 'maxStoredImages'>;
}

/**
 * Counts one more image before its record is written. A crash between the two leaves the counter one too high, never too low.
 * The daily counter starts again at midnight. The counter of stored images is checked against the records when it reaches its
 * limit, because an error has no effect before.
 * @throws QuotaExceeded
 */
export async function takeQuota(owner: Owner, services: QuotaServices): Promise<void> {
  const { counters, clock, settings } = services;
  const stored: Counter = { owner, name: 'storedImages' };
  if (!(await addStored(stored, services))) {
    throw new QuotaExceeded('storedImages', settings.maxStoredImages, secondsToRemoveSomething);
  }
  const now = clock.now();
  const today: Counter = { owner, name: 'uploadsPerDay', day: now.toISOString().slice(0, 10) };
  if (await counters.add(today, settings.maxUploadsPerDay, now)) return;
  await counters.subtract(stored, now);
  throw new QuotaExceeded('uploadsPerDay', settings.maxUploadsPerDay, secondsToMidnight(now));
}

/** Decrements the counter after the record was removed, unless the counter was corrected since then. */
export async function releaseQuota(owner: Owner, since: Date, { counters }: Pick<QuotaServices, 'counters'>): Promise<void> {
  await counters.subtract({ owner, name: 'storedImages' }, since);
}

const secondsToRemoveSomething = 60;

/** Longer than any request takes: a request that incremented the counter before has written its record or failed. */
const settledAfterMs = 60_000;

async function addStored(stored: Counter, { counters, images, clock, settings }: QuotaServices): Promise<boolean> {
  const now = clock.now();
  const add = () => counters.add(stored, settings.maxStoredImages, now);
  if (await add()) return true;
  const counted = await counters.read(stored);
  const there = await images.count(stored.owner);
  if (there >= counted) return false;
  await counters.correct(stored, counted, there, new Date(now.getTime() - settledAfterMs), now);
  return add();
}

function secondsToMidnight(now: Date): number {
  const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1);
  return Math.ceil((midnight - now.getTime()) / 1000);
}
