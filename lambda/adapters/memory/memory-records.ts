import type { ImageKey, ImageRecord, ObjectVersion, Outcome, PendingImage, Processing, Renditions } from '../../core/image';
import type { ImageRepository, Markers, PendingImages, PendingSince, UsageCounters } from '../../core/ports';
import type { Rejection } from '../../core/rejection';

interface Row {
  readonly record: ImageRecord;
  /** Only for PENDING records. */
  readonly since?: string;
}

/** Called after each write that changed a record. */
export type RecordChanged = (image: ImageKey, before: ImageRecord | undefined, after: ImageRecord | undefined) => void;

/**
 * Stores records in memory; every operation is atomic. It is for a model of the application in which workers interleave at
 * every step. It fulfills the same contracts as the DynamoDB adapters.
 */
export class MemoryRecords implements ImageRepository {
  private readonly rows = new Map<string, Row>();

  constructor(private readonly changed: RecordChanged = () => undefined) {}

  async add(image: PendingImage): Promise<void> {
    if (!this.rows.has(keyOf(image))) this.put(image, image.updatedAt);
  }

  async find(owner: string, id: string): Promise<ImageRecord | undefined> {
    return this.get({ owner, id });
  }

  async list(owner: string, { limit, before }: { limit: number; before?: string }) {
    const images = this.all()
      .filter((image) => image.owner === owner && (before === undefined || image.id < before))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    return { images: images.slice(0, limit), more: images.length > limit };
  }

  // part: quotas
  async count(owner: string): Promise<number> {
    return this.all().filter((image) => image.owner === owner).length;
  }

  async assign(image: ImageKey, { version, attempt }: ObjectVersion & { attempt?: number }): Promise<boolean> {
    const row = this.rows.get(keyOf(image));
    const record = row?.record;
    if (record?.status !== 'PENDING' || (record.upload && record.upload.version !== version)) return false;
    if (attempt !== undefined && attempt < record.attempt) return false;
    this.put({ ...record, upload: { version } }, row?.since);
    return true;
  }

  async settle(image: ImageKey, { version }: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean> {
    const record = this.get(image);
    if (!record || record.status === 'READY' || (record.upload && record.upload.version !== version)) return false;
    this.put({ ...describe(record), ...outcome, upload: { version }, updatedAt: at.toISOString() });
    return true;
  }

  // part: ops
  async replaceSizes(
    image: ImageKey,
    { version }: ObjectVersion,
    { original, sizes, processing }: Renditions & { processing: Processing },
    at: Date,
  ): Promise<boolean> {
    const record = this.get(image);
    if (record?.status !== 'READY' || record.upload.version !== version) return false;
    this.put({ ...record, original, sizes, processing, updatedAt: at.toISOString() });
    return true;
  }

  async restart(image: ImageKey, attempt: number, at: Date): Promise<boolean> {
    const record = this.get(image);
    if (record?.status !== 'FAILED' || !record.rejection.retryable || record.attempt !== attempt) return false;
    const now = at.toISOString();
    const { upload } = record;
    this.put({ ...describe(record), status: 'PENDING', attempt: attempt + 1, updatedAt: now, ...(upload && { upload }) }, now);
    return true;
  }

  async remove(image: ImageKey): Promise<boolean> {
    const before = this.get(image);
    this.rows.delete(keyOf(image));
    if (before) this.changed(image, before, undefined);
    return before !== undefined;
  }

  all(): ImageRecord[] {
    return [...this.rows.values()].map(({ record }) => record);
  }

  // part: sweep
  readonly pending: PendingImages = {
    list: async (before, limit) =>
      [...this.rows.values()]
        .flatMap(({ record: { owner, id }, since }) => (since !== undefined ? [{ owner, id, since }] : []))
        .filter(({ since }) => since < before.toISOString())
        .sort((a, b) => (a.since < b.since ? -1 : 1))
        .slice(0, limit),

    claim: async (image, at) => {
      const row = this.waiting(image);
      if (row) this.rows.set(keyOf(image), { ...row, since: at.toISOString() });
      return row !== undefined;
    },

    abandon: async (image, rejection: Rejection, at, upload) => {
      const record = this.waiting(image)?.record;
      if (!record || (record.upload && record.upload.version !== upload?.version)) return false;
      const held = record.upload ?? upload;
      this.put({
        ...describe(record),
        status: 'FAILED',
        rejection,
        ...(held && { upload: held }),
        updatedAt: at.toISOString(),
      });
      return true;
    },
  };

  // No `await` between the read and the write.
  private get(image: ImageKey): ImageRecord | undefined {
    return this.rows.get(keyOf(image))?.record;
  }

  // part: sweep
  private waiting(image: PendingSince): Row | undefined {
    const row = this.rows.get(keyOf(image));
    return row?.since === image.since ? row : undefined;
  }

  private put(record: ImageRecord, since?: string): void {
    const before = this.rows.get(keyOf(record))?.record;
    this.rows.set(keyOf(record), { record, ...(since !== undefined && { since }) });
    this.changed(record, before, record);
  }
}

const keyOf = ({ owner, id }: ImageKey) => JSON.stringify([owner, id]);

/** The fields that a record keeps in every state. */
function describe({ owner, id, contentType, name, createdAt, attempt }: ImageRecord) {
  return { owner, id, contentType, ...(name !== undefined && { name }), createdAt, attempt };
}

// part: quotas
/** Creates counters in memory. */
export function memoryCounters(): UsageCounters {
  const counts = new Map<string, number>();
  const added = new Map<string, Date>();
  const corrected = new Map<string, Date>();
  const read = (counter: object) => counts.get(JSON.stringify(counter)) ?? 0;
  const set = (counter: object, to: number) => void counts.set(JSON.stringify(counter), to);
  return {
    add: async (counter, limit, at) => {
      const isRoom = read(counter) < limit;
      if (isRoom) {
        set(counter, read(counter) + 1);
        added.set(JSON.stringify(counter), at);
      }
      return isRoom;
    },
    subtract: async (counter, since) => {
      const last = corrected.get(JSON.stringify(counter));
      if (!last || last < since) set(counter, Math.max(0, read(counter) - 1));
    },
    read: async (counter) => read(counter),
    correct: async (counter, seen, to, since, at) => {
      const last = added.get(JSON.stringify(counter));
      if (read(counter) !== seen || !last || last >= since) return;
      set(counter, to);
      corrected.set(JSON.stringify(counter), at);
    },
  };
}

// part: sweep
/** Creates markers in memory. */
export function memoryMarkers(): Markers {
  const keys = new Map<string, string | undefined>();
  return {
    load: async (name) => keys.get(name),
    save: async (name, key) => void keys.set(name, key),
  };
}
