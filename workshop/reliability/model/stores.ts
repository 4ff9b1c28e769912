import { MemoryRecords, memoryCounters, memoryMarkers } from '../../../lambda/adapters/memory/memory-records';
import type { ImageKey, ImageRecord } from '../../../lambda/core/image';
import type { ImageChange } from '../../../lambda/core/image-change';
import type { Clock, ImageRepository, UsageCounters } from '../../../lambda/core/ports';
import type { Services } from '../../../lambda/services';
import { among, type Random } from '../../../lib/testing/random';

/** Makes every call of a service wait for a turn, and sometimes fail. */
export type Stepping = <Service extends object>(service: Service) => Service;

/** A process that uses the records. */
export interface Process {
  readonly step: Stepping;
  /** The probability that one of its calls fails. */
  readonly faulty: number;
  readonly random: Random;
}

/** The records and what belongs to them. They are outside of the processes and survive them. */
export interface Stores {
  /** Without turns and faults. */
  readonly images: Pick<ImageRepository, 'find' | 'count'>;
  readonly counters: Pick<UsageCounters, 'read'>;
  readonly changes: Changes;
  servicesOf(process: Process): Pick<Services, 'images' | 'pending' | 'counters' | 'markers'>;
  all(): Promise<readonly ImageRecord[]>;
  /** Removes the records that have expired. @param due which they are */
  expire(due: readonly ImageKey[], now: Date): Promise<void>;
}

/** The changes of records, in the order in which they are delivered. */
export interface Changes {
  /** Takes the next one, or sometimes one that was delivered before. */
  next(random: Random): Promise<Delivery | undefined>;
  /** The number of changes that were not handled: of those that can be delivered, and of all, with those that were given up. */
  count(): Promise<{ waiting: number; all: number }>;
  /** Nothing is in hand: what was not handled can be delivered again. */
  release(): Promise<void>;
  /** Returns those to the changes that were given up. */
  redrive(): Promise<void>;
}

/** A change in the hands of a process. */
export interface Delivery {
  readonly change: ImageChange;
  handled(process: Process): Promise<void>;
  failed(process: Process): Promise<void>;
  /** Its process was killed. */
  lost(): void;
}

/** Stores in memory, whose every call is atomic. */
export function memoryStores(clock: Pick<Clock, 'now'>): Stores {
  const changes = new MemoryChanges();
  let expired = false;
  let sequence = 0;
  const images = new MemoryRecords((image, before, after) => {
    sequence += 1;
    changes.waiting.push({ ...image, before, after, expired, changeId: `change-${sequence}`, at: clock.now() });
  });
  const own = { images, pending: images.pending, counters: memoryCounters(), markers: memoryMarkers() };
  return {
    images,
    counters: own.counters,
    changes,
    servicesOf: ({ step }) => ({
      images: step<ImageRepository>(own.images),
      pending: step(own.pending),
      counters: step(own.counters),
      markers: step(own.markers),
    }),
    all: async () => images.all(),
    async expire(due) {
      expired = true;
      for (const image of due) await images.remove(image);
      expired = false;
    },
  };
}

class MemoryChanges implements Changes {
  readonly waiting: ImageChange[] = [];
  /** Changes that were delivered and may be delivered again. */
  private readonly followed: ImageChange[] = [];

  async next(random: Random): Promise<Delivery | undefined> {
    const again = this.followed.length > 0 && (this.waiting.length === 0 || random() < 0.2);
    const change = again ? among(random, this.followed) : this.waiting.shift();
    if (!change) return undefined;
    this.followed.push(change);
    const giveBack = () => void this.waiting.unshift(change);
    return { change, handled: async () => undefined, failed: async () => giveBack(), lost: giveBack };
  }

  async count() {
    return { waiting: this.waiting.length, all: this.waiting.length };
  }

  async release(): Promise<void> {}

  async redrive(): Promise<void> {}
}
