import type { ObjectVersion } from '../../lambda/core/image';
import type { PendingImages, PendingSince } from '../../lambda/core/ports';
import type { Rejection } from '../../lambda/core/rejection';
import type { Database } from './database';
import { changeImage, decodeOwner } from './image-rows';

/** Lists the PENDING records by a partial index. */
export class PostgresPendingImages implements PendingImages {
  constructor(private readonly database: Database) {}

  async list(before: Date, limit: number): Promise<PendingSince[]> {
    const { rows } = await this.database.query<{ owner: string; id: string; since: string }>(
      'SELECT owner, id, pending_since AS since FROM images WHERE pending_since < $1 ORDER BY pending_since LIMIT $2',
      [before.toISOString(), limit],
    );
    return rows.map(({ owner, id, since }) => ({ owner: decodeOwner(owner), id, since }));
  }

  async claim(image: PendingSince, at: Date): Promise<boolean> {
    const changed = await changeImage(this.database, image, (stored) =>
      stored.pendingSince === image.since ? { ...stored, pendingSince: at.toISOString() } : undefined,
    );
    return changed !== undefined;
  }

  async abandon(image: PendingSince, rejection: Rejection, at: Date, upload?: ObjectVersion): Promise<boolean> {
    const changed = await changeImage(this.database, image, ({ record, pendingSince, expires }) => {
      if (record.status !== 'PENDING' || pendingSince !== image.since) return undefined;
      if (record.upload && record.upload.version !== upload?.version) return undefined;
      const abandoned = { ...record, status: 'FAILED', rejection, ...(upload && { upload }), updatedAt: at.toISOString() } as const;
      // A record without a file still expires.
      return { record: abandoned, pendingSince: null, expires: expires && !upload };
    });
    return changed !== undefined;
  }
}
