import type { Owner } from './image';
import type { Clock, Counter, ImageRepository, UsageCounters } from './ports';
import type { ImageSettings } from './settings';

/** Thrown when an owner has as much as is allowed. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded';

  constructor(
    readonly limit: Counter['name'],
    readonly allowed: number,
    /** When it may be tried again, in seconds: at midnight, or once the owner has had time to remove something. */
    readonly retryAfterSeconds: number,
  ) {
    super(`${limit}: ${allowed} are allowed.`);
  }
}

export interface QuotaServices {
  readonly counters: UsageCounters;
  readonly images: Pick<ImageRepository, 'count'>;
  readonly clock: Clock;
  readonly settings: Pick<ImageSettings, 'maxUploadsPerDay' | 'maxStoredImages'>;
}

/**
 * Counts one more image, before its record is written: whoever ends between the two has counted one too many, never one too
 * few. A day's counter forgets that at midnight; the counter of stored images is held against the records when it stands at
 * its limit, which is the first moment when it matters.
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

/** Counts one image less, after its record was removed: unless the records were counted since, and so without it. */
export async function releaseQuota(owner: Owner, since: Date, { counters }: Pick<QuotaServices, 'counters'>): Promise<void> {
  await counters.subtract({ owner, name: 'storedImages' }, since);
}

const secondsToRemoveSomething = 60;

/** Longer than a request may take: whoever has added before then has written its record, or never will. */
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
