import type {
  ImageKey,
  ImageRecord,
  ObjectVersion,
  Outcome,
  Owner,
  PendingImage,
  Processing,
  Renditions,
} from '../../lambda/core/image';
import type { ImageRepository } from '../../lambda/core/ports';
import type { Database } from './database';
import { changeImage, encodeOwner, neverUploadedDays, type Stored } from './image-rows';

/** Stores the records in the table `images`, and every change of one in the outbox. */
export class PostgresImageRepository implements ImageRepository {
  constructor(private readonly database: Database) {}

  // A put that is repeated, because its answer was lost, finds the same image: a UUIDv7 is unique.
  async add(image: PendingImage): Promise<void> {
    await this.database.query(
      `WITH written AS (
         INSERT INTO images (owner, id, record, pending_since, expires_at)
         VALUES ($1, $2, $3, $4, $5::timestamptz + make_interval(days => $6))
         ON CONFLICT DO NOTHING
         RETURNING owner, id, record
       )
       INSERT INTO image_changes (owner, id, after) SELECT owner, id, record FROM written`,
      [encodeOwner(image.owner), image.id, JSON.stringify(image), image.updatedAt, image.createdAt, neverUploadedDays],
    );
  }

  async find(owner: Owner, id: string): Promise<ImageRecord | undefined> {
    const { rows } = await this.database.query<{ record: string }>('SELECT record FROM images WHERE owner = $1 AND id = $2', [
      encodeOwner(owner),
      id,
    ]);
    return rows[0] && JSON.parse(rows[0].record);
  }

  async list(
    owner: Owner,
    { limit, before }: { limit: number; before?: string },
  ): Promise<{ images: ImageRecord[]; more: boolean }> {
    const { rows } = await this.database.query<{ record: string }>(
      'SELECT record FROM images WHERE owner = $1 AND ($2::text IS NULL OR id < $2) ORDER BY id DESC LIMIT $3',
      // One more than requested shows whether there is a next page.
      [encodeOwner(owner), before ?? null, limit + 1],
    );
    return { images: rows.slice(0, limit).map(({ record }) => JSON.parse(record)), more: rows.length > limit };
  }

  // part: quotas
  async count(owner: Owner): Promise<number> {
    const { rows } = await this.database.query<{ count: string }>('SELECT count(*) FROM images WHERE owner = $1', [
      encodeOwner(owner),
    ]);
    return Number(rows[0]?.count);
  }

  assign(image: ImageKey, { version, attempt }: ObjectVersion & { readonly attempt?: number }): Promise<boolean> {
    return this.change(image, ({ record, pendingSince }) => {
      if (record.status !== 'PENDING' || !hasNoOther(record, version)) return undefined;
      if (attempt !== undefined && record.attempt > attempt) return undefined;
      return { pendingSince, expires: false, record: { ...record, upload: { version } } };
    });
  }

  settle(image: ImageKey, { version }: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean> {
    return this.change(image, ({ record }) => {
      if (record.status === 'READY' || !hasNoOther(record, version)) return undefined;
      const settled = { ...withoutOutcome(record), ...outcome, upload: { version }, updatedAt: at.toISOString() };
      return { record: settled, pendingSince: null, expires: false };
    });
  }

  // part: ops
  replaceSizes(
    image: ImageKey,
    { version }: ObjectVersion,
    { original, sizes, processing }: Renditions & { readonly processing: Processing },
    at: Date,
  ): Promise<boolean> {
    return this.change(image, ({ record, ...stored }) => {
      if (record.status !== 'READY' || record.upload.version !== version) return undefined;
      return { ...stored, record: { ...record, original, sizes, processing, updatedAt: at.toISOString() } };
    });
  }

  restart(image: ImageKey, attempt: number, at: Date): Promise<boolean> {
    return this.change(image, ({ record, expires }) => {
      if (record.status !== 'FAILED' || !record.rejection.retryable || record.attempt !== attempt) return undefined;
      const now = at.toISOString();
      const restarted = { ...withoutOutcome(record), status: 'PENDING', attempt: attempt + 1, updatedAt: now } as const;
      return { record: restarted, pendingSince: now, expires };
    });
  }

  async remove({ owner, id }: ImageKey): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `WITH removed AS (
         DELETE FROM images WHERE owner = $1 AND id = $2 RETURNING owner, id, record
       ), recorded AS (
         INSERT INTO image_changes (owner, id, before) SELECT owner, id, record FROM removed
       )
       SELECT 1 FROM removed`,
      [encodeOwner(owner), id],
    );
    return rowCount === 1;
  }

  private async change(image: ImageKey, next: (stored: Stored) => Stored | undefined): Promise<boolean> {
    return (await changeImage(this.database, image, next)) !== undefined;
  }
}

const hasNoOther = ({ upload }: ImageRecord, version: string) => upload === undefined || upload.version === version;

/** What every record has, with its upload. */
function withoutOutcome(image: ImageRecord) {
  const { status, original, sizes, rejection, processing, ...base } = image as ImageRecord & Partial<Record<string, unknown>>;
  return base;
}
