import { systemClock } from '../../lambda/adapters/system-clock';
import { announceAgain, type ImageScan } from '../../lambda/core/announce-again';
import type { Log } from '../../lambda/services';
import { BossQueues } from '../postgres/boss-queues';
import { type Database, PostgresPool } from '../postgres/database';
import type { HomeEnvironment } from './environment';

/** Records of a page. */
const limit = 100;

/** Queues every READY image for resizing, or those that lack a size. Idempotent. @returns how many there are, and how many were queued */
export async function queueAll(
  { databaseUrl }: Pick<HomeEnvironment, 'databaseUrl'>,
  missing: boolean,
  log: Log,
): Promise<{ found: number; queued: number }> {
  const queues = await BossQueues.open({ url: databaseUrl, delivers: false, log });
  const pool = new PostgresPool(databaseUrl);
  const total = { found: 0, queued: 0 };
  try {
    const services = { scan: scanOf(pool), uploads: queues.uploads('uploads'), clock: systemClock };
    for (let after: string | undefined, isFirst = true; isFirst || after !== undefined; isFirst = false) {
      const { found, queued, next } = await announceAgain({ after, missing }, services);
      total.found += found;
      total.queued += queued;
      after = next;
    }
    return total;
  } finally {
    await pool.close();
    await queues.close(0);
  }
}

/** Pages in the order of the primary key. A position is the owner and the id of the last record, as JSON. */
function scanOf(database: Database): ImageScan {
  return {
    async page(after = '["", ""]') {
      const { rows } = await database.query<{ owner: string; id: string; record: string }>(
        'SELECT owner, id, record FROM images WHERE (owner, id) > ($1, $2) ORDER BY owner, id LIMIT $3',
        [...JSON.parse(after), limit],
      );
      const last = rows.at(-1);
      const next = last && rows.length === limit ? JSON.stringify([last.owner, last.id]) : undefined;
      return { images: rows.map(({ record }) => JSON.parse(record)), next };
    },
  };
}
