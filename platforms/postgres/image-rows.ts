import type { ImageKey, ImageRecord } from '../../lambda/core/image';
import type { Database } from './database';

/** Days after which a record expires whose file was never uploaded. */
export const neverUploadedDays = 7;

/** A record, and what is stored beside it. */
export interface Stored {
  readonly record: ImageRecord;
  /** ISO 8601, UTC; `null` unless the record is PENDING. */
  readonly pendingSince: string | null;
  readonly expires: boolean;
}

/** The owner as a column holds it: a string of PostgreSQL cannot contain a NUL. */
export const encodeOwner = encodeURIComponent;
export const decodeOwner = decodeURIComponent;

interface Row {
  readonly record: string;
  readonly revision: string;
  readonly pending_since: string | null;
  readonly expires_at: Date | null;
}

/**
 * Reads a record, and writes what `next` makes of it if no other write came between; otherwise it begins again. The write and its
 * row of the outbox are one statement.
 * @param next returns `undefined` to write nothing
 * @returns what `next` returned last; `undefined` also when there is no record
 */
export async function changeImage(
  database: Database,
  { owner, id }: ImageKey,
  next: (stored: Stored) => Stored | undefined,
): Promise<Stored | undefined> {
  for (;;) {
    const { rows } = await database.query<Row>(
      'SELECT record, revision, pending_since, expires_at FROM images WHERE owner = $1 AND id = $2',
      [encodeOwner(owner), id],
    );
    const [row] = rows;
    if (!row) return undefined;
    const changed = next({
      record: JSON.parse(row.record),
      pendingSince: row.pending_since,
      expires: row.expires_at !== null,
    });
    if (!changed) return undefined;
    const record = JSON.stringify(changed.record);
    if (record === row.record && changed.pendingSince === row.pending_since) return changed;
    const { rowCount } = await database.query(
      `WITH written AS (
         UPDATE images
         SET record = $4, revision = revision + 1, pending_since = $5, expires_at = CASE WHEN $6::boolean THEN expires_at END
         WHERE owner = $1 AND id = $2 AND revision = $3
         RETURNING owner, id
       ), recorded AS (
         INSERT INTO image_changes (owner, id, before, after)
         SELECT owner, id, $7::text, $4::text FROM written WHERE $7::text <> $4::text
       )
       SELECT 1 FROM written`,
      [encodeOwner(owner), id, row.revision, record, changed.pendingSince, changed.expires, row.record],
    );
    if (rowCount === 1) return changed;
  }
}
