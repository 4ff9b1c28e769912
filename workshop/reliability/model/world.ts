import { uuidv7 } from 'uuidv7';
import { MemoryBlobStore } from '../../../lambda/adapters/memory/memory-blob-store';
import { memoryUrls } from '../../../lambda/adapters/memory/memory-urls';
import { uploadMaxReceives } from '../../../lambda/contract';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../../lambda/core/announced-upload';
import { createImage } from '../../../lambda/core/create-image';
import { deleteImage } from '../../../lambda/core/delete-image';
import { followChange } from '../../../lambda/core/follow-change';
import type { ImageChange } from '../../../lambda/core/image-change';
import type { ImageEvent } from '../../../lambda/core/image-event';
import { uploadKey } from '../../../lambda/core/keys';
import type { ImageResizer } from '../../../lambda/core/ports';
import { ImageRejected } from '../../../lambda/core/rejection';
import { retryImage } from '../../../lambda/core/retry-image';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { mapSizes, sizeBounds } from '../../../lambda/core/sizes';
import resizeImage from '../../../lambda/events/resize-image';
import sweepUploads from '../../../lambda/events/sweep-uploads';
import type { Services } from '../../../lambda/services';
import { among, type Random } from '../../../lib/testing/random';
import { TestClock } from '../../../lib/testing/test-clock';
import { s3Notification } from '../../../local/s3/s3-notification';
import { host, sqsEvent } from '../../../test/support/upload';
import { memoryStores, type Process, type Stores } from './stores';
import { stepwise, Turns, type Worker } from './turns';

/** What a client knows about an image. */
export interface KnownImage {
  readonly owner: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly uploads: KnownUpload[];
  /** The version of the upload in its record, when it was last checked. */
  held?: string;
  wasReady?: boolean;
  /** `begun` when the request to delete it may have taken effect, although no response arrived. */
  deleted?: 'begun' | 'done' | 'expired';
}

export interface KnownUpload {
  readonly version: string;
  readonly isImage: boolean;
  /** The content of the file, and of its renditions. */
  readonly words: string;
  /** When S3 announces it. */
  readonly announced: 'now' | 'later' | 'never';
}

interface Message {
  readonly body: string;
  receives: number;
}

interface Running {
  readonly worker: Worker;
  /** Called when its process is killed. */
  readonly onKilled: () => unknown;
}

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const formMs = 5 * 60_000;
const expiryMs = 7 * 24 * 60 * 60_000;

/** The probability that a call of a worker fails. */
interface Luck {
  readonly faulty?: number;
}

/**
 * The application with files and a queue in memory, and everything around it that may go wrong, in any order: lost, repeated and late
 * events, failing services, killed processes. The stores, the queue and the clients are outside of the processes and survive them.
 */
export class World {
  readonly clock = new TestClock();
  readonly turns = new Turns();
  readonly images: KnownImage[] = [];
  /** The records, in memory unless the constructor gets others. */
  readonly stores: Stores;
  readonly originals = new MemoryBlobStore({ versioned: true, clock: this.clock });
  readonly renditions = new MemoryBlobStore({ versioned: false, clock: this.clock });
  readonly published: ImageEvent[] = [];
  readonly queue: Message[] = [];
  readonly dead: Message[] = [];
  /** Of each image, the record of the last change that was delivered; as JSON, or none after its removal. */
  readonly delivered = new Map<string, string | undefined>();
  private readonly seen = new Set<string>();
  /** Every event that S3 has sent. */
  private readonly sent: string[] = [];
  /** Events that S3 has not sent yet. */
  private readonly late: string[] = [];
  private readonly running = new Set<Running>();
  private sequence = 0;

  constructor(
    readonly random: Random,
    open: (clock: TestClock, turns: Turns) => Stores = memoryStores,
  ) {
    this.stores = open(this.clock, this.turns);
  }

  create(owner: string, luck: Luck = {}): void {
    this.run(luck, async (services) => {
      const { image } = await createImage(owner, { contentType: 'image/png' }, { ...services, newId: uuidv7 });
      this.images.push({ owner, id: image.id, createdAt: new Date(image.createdAt), uploads: [] });
    });
  }

  /** An issued form accepts a file until it expires. */
  async upload(image: KnownImage, { isImage, announced }: Pick<KnownUpload, 'isImage' | 'announced'>): Promise<void> {
    if (this.clock.now().getTime() - image.createdAt.getTime() > formMs) return;
    this.sequence += 1;
    const words = `upload ${this.sequence}`;
    const key = uploadKey(image.owner, image.id);
    const bytes = Buffer.concat([isImage ? pngSignature : Buffer.from('no image: '), Buffer.from(words)]);
    await this.originals.write(key, bytes, 'image/png');
    const facts = await this.originals.stat(key);
    if (!facts) throw new Error('The written object does not exist.');
    image.uploads.push({ version: facts.version, isImage, words, announced });
    if (announced === 'never') return;
    const body = s3Notification('originals', facts, this.clock.now());
    if (announced === 'later') this.late.push(body);
    else this.announce(body);
  }

  /** S3 sends its last delayed event. @returns whether there was one */
  announceLate(): boolean {
    const body = this.late.pop();
    if (body) this.announce(body);
    return body !== undefined;
  }

  /** S3 repeats an event. */
  repeatEvent(): void {
    if (this.sent.length > 0) this.send(among(this.random, this.sent));
  }

  /** Delivers a message to the resizer; sometimes one that is already in progress. */
  work(luck: Luck = {}): void {
    if (this.queue.length === 0) return;
    const message = among(this.random, this.queue);
    message.receives += 1;
    const { body, receives } = message;
    const done = () => {
      const index = this.queue.indexOf(message);
      if (index >= 0) this.queue.splice(index, 1);
      return index >= 0;
    };
    // It is retried, unless it was received too often.
    const onFailure = () => {
      if (receives >= uploadMaxReceives && done()) this.dead.push(message);
    };
    const work = async (services: Services) => void (await resizeImage(sqsEvent([body], receives), services, host));
    this.run(luck, work, { onSuccess: done, onFailure, onKilled: onFailure });
  }

  async redrive(): Promise<void> {
    for (const { body } of this.dead.splice(0)) this.send(body);
    await this.stores.changes.redrive();
  }

  /** Delivers a change of a record to its function; sometimes one that was delivered before. @returns whether there was one */
  async follow(luck: Luck = {}): Promise<boolean> {
    const delivery = await this.stores.changes.next(this.random);
    if (!delivery) return false;
    this.checkOrder(delivery.change);
    const work = async (services: Services, process: Process) => {
      try {
        await followChange(delivery.change, services);
        await delivery.handled(process);
      } catch {
        await delivery.failed(process);
      }
    };
    this.run(luck, work, { onKilled: () => delivery.lost() });
    return true;
  }

  /** @throws Error when a change of an image is missing, or delivered for the first time after a later one */
  private checkOrder({ changeId, owner, id, before, after }: ImageChange): void {
    if (this.seen.has(changeId)) return;
    this.seen.add(changeId);
    const [previous, expected] = [before, this.delivered.get(id)].map((record) => record ?? 'no record');
    if (JSON.stringify(before) !== this.delivered.get(id)) {
      throw new Error(`A change of ${id} of ${owner} is not the next one: ${JSON.stringify(previous)} instead of ${expected}.`);
    }
    this.delivered.set(id, JSON.stringify(after));
  }

  sweep(luck: Luck = {}): void {
    this.run(luck, async (services) => void (await sweepUploads({}, services, host)));
  }

  retry({ owner, id }: KnownImage, luck: Luck = {}): void {
    this.run(luck, async (services) => void (await retryImage(owner, id, services)));
  }

  /** Queues an image whose sizes must be made again. */
  async resizeAgain({ owner, id }: KnownImage): Promise<void> {
    const record = await this.stores.images.find(owner, id);
    if (record?.status !== 'READY') return;
    const at = this.clock.now().toISOString();
    this.send(encodeAnnouncedUpload({ owner, id, ...record.upload, attempt: record.attempt, at, again: true }));
  }

  delete(image: KnownImage, luck: Luck = {}): void {
    image.deleted ??= 'begun';
    this.run(luck, async (services) => {
      await deleteImage(image, services);
      image.deleted = 'done';
    });
  }

  /** Removes expired records, as the database does: those of images without a file, after a week. */
  async expire(): Promise<void> {
    const records = new Map((await this.stores.all()).map((record) => [record.id, record]));
    const now = this.clock.now();
    const due = this.images.filter(({ id, createdAt }) => {
      const record = records.get(id);
      return record && !record.upload && now.getTime() - createdAt.getTime() > expiryMs;
    });
    await this.stores.expire(due, now);
    for (const image of due) image.deleted = 'expired';
  }

  /** Kills all processes, at any step. */
  kill(): void {
    for (const { worker, onKilled } of this.running) {
      worker.killed = true;
      onKilled();
    }
    this.running.clear();
  }

  /** Runs all work to its end. */
  async finish(): Promise<void> {
    while (this.turns.count > 0) await this.turns.give(this.random());
  }

  private run(
    { faulty = 0 }: Luck,
    work: (services: Services, process: Process) => Promise<void>,
    {
      onSuccess = ignore,
      onFailure = ignore,
      onKilled = ignore,
    }: Partial<Record<'onSuccess' | 'onFailure' | 'onKilled', () => unknown>> = {},
  ): void {
    const worker: Worker = { faulty };
    const running: Running = { worker, onKilled };
    this.running.add(running);
    const process: Process = { faulty, random: this.random, step: (service) => stepwise(service, worker, this.turns, this.random) };
    work(this.servicesOf(process), process)
      .then(onSuccess, onFailure)
      .finally(() => this.running.delete(running));
  }

  private servicesOf(process: Process): Services {
    const own = {
      originals: this.originals,
      renditions: this.renditions,
      resizer: modelResizer,
      uploads: { announce: async (upload: AnnouncedUpload) => this.send(encodeAnnouncedUpload(upload)) },
      events: { publish: async (events: readonly ImageEvent[]) => void this.published.push(...events) },
      urls: memoryUrls(this.clock),
    };
    const stepping = Object.entries<object>(own).map(([name, service]) => [name, process.step(service)]);
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const common = { clock: this.clock, log, settings: defaultImageSettings, version: 'model' };
    // Not stepwise: counting takes no time and cannot fail.
    return { ...common, metrics: { add: () => undefined }, ...this.stores.servicesOf(process), ...Object.fromEntries(stepping) };
  }

  private announce(body: string): void {
    this.sent.push(body);
    this.send(body);
  }

  private send(body: string): void {
    this.queue.push({ body, receives: 0 });
  }
}

const ignore = () => undefined;

/** Writes renditions with the content of their original, which identifies it. Other tests cover the real resizer. */
const modelResizer: ImageResizer = {
  async resize(bytes, kind, use) {
    if (!kind) throw new ImageRejected({ code: 'UNRECOGNIZED_FORMAT', reason: 'It is not an image.', retryable: false });
    const image = { bytes: wordsOf(bytes), width: 1, height: 1, format: 'webp' as const };
    const original = { bytes: bytes.byteLength, width: 1, height: 1, format: 'png' as const };
    return { original, sizes: await mapSizes(sizeBounds, (_, name) => use(image, name)) };
  },
};

const wordsOf = (bytes: Uint8Array) => Buffer.from(bytes).subarray(pngSignature.length);
