import type { ImageKey, ImageRecord, Owner } from '../../lambda/core/image';
import type { Database } from '../postgres/database';
import { encodeOwner } from '../postgres/image-rows';
import { PostgresImageRepository } from '../postgres/postgres-image-repository';
import { expiryOf, recordHash } from './archived-image';
import type { StoredRecords } from './image-home';

const pageSize = 1000;

/** The records of the home without AWS. No write adds a row to the outbox, so that nothing is announced. */
export class PostgresRecords implements StoredRecords {
  private readonly images: PostgresImageRepository;

  constructor(private readonly database: Database) {
    this.images = new PostgresImageRepository(database);
  }

  async *all(): AsyncIterable<readonly ImageRecord[]> {
    let after = ['', ''];
    for (;;) {
      const { rows } = await this.database.query<{ owner: string; id: string; record: string }>(
        'SELECT owner, id, record FROM images WHERE (owner, id) > ($1, $2) ORDER BY owner, id LIMIT $3',
        [...after, pageSize],
      );
      yield rows.map(({ record }) => JSON.parse(record));
      const last = rows.at(-1);
      if (!last || rows.length < pageSize) return;
      after = [last.owner, last.id];
    }
  }

  find({ owner, id }: ImageKey): Promise<ImageRecord | undefined> {
    return this.images.find(owner, id);
  }

  /** Nothing has to be reserved: only a PENDING record makes this home look for a file. */
  async reserve(): Promise<boolean> {
    return true;
  }

  async write(record: ImageRecord, seen: ImageRecord | undefined): Promise<boolean> {
    const { owner, id, status, updatedAt } = record;
    const key = [encodeOwner(owner), id];
    const row = [JSON.stringify(record), status === 'PENDING' ? updatedAt : null, expiryOf(record) ?? null];
    if (!seen) {
      const { rowCount } = await this.database.query(
        'INSERT INTO images (owner, id, record, pending_since, expires_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
        [...key, ...row],
      );
      return rowCount === 1;
    }
    const { rows } = await this.database.query<{ record: string; revision: string }>(
      'SELECT record, revision FROM images WHERE owner = $1 AND id = $2',
      key,
    );
    const [stored] = rows;
    if (!stored || recordHash(JSON.parse(stored.record)) !== recordHash(seen)) return false;
    const { rowCount } = await this.database.query(
      `UPDATE images SET record = $3, pending_since = $4, expires_at = $5, revision = revision + 1
       WHERE owner = $1 AND id = $2 AND revision = $6`,
      [...key, ...row, stored.revision],
    );
    return rowCount === 1;
  }

  async remove(image: ImageKey): Promise<void> {
    await this.images.remove(image);
  }

  // part: quotas
  async raiseCount(owner: Owner): Promise<void> {
    await this.database.query(
      `INSERT INTO usage_counters AS counter (owner, name, count, added_at)
       SELECT $1, 'storedImages', count(*), $2 FROM images WHERE owner = $1
       ON CONFLICT (owner, name) DO UPDATE SET count = GREATEST(counter.count, excluded.count), added_at = excluded.added_at`,
      [encodeOwner(owner), new Date()],
    );
  }
}
