import type { Database } from './database';

/** Removes records and counters that have expired, up to `limit` of each. @returns how many records and counters it removed */
export async function removeExpired(database: Database, now: Date, limit = 100): Promise<number> {
  const images = await database.query(
    `WITH due AS (
       SELECT owner, id FROM images WHERE expires_at < $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED
     ), removed AS (
       DELETE FROM images USING due WHERE images.owner = due.owner AND images.id = due.id
       RETURNING images.owner, images.id, record
     ), recorded AS (
       INSERT INTO image_changes (owner, id, before, expired) SELECT owner, id, record, true FROM removed
     )
     SELECT 1 FROM removed`,
    [now, limit],
  );
  // part: quotas
  const counters = await database.query(
    `WITH due AS (
       SELECT owner, name FROM usage_counters WHERE expires_at < $1 LIMIT $2 FOR UPDATE SKIP LOCKED
     )
     DELETE FROM usage_counters AS counter USING due WHERE counter.owner = due.owner AND counter.name = due.name`,
    [now, limit],
  );
  return (
    counters.rowCount + // part: quotas
    images.rowCount
  );
}
