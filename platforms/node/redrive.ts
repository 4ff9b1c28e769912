import type { Log } from '../../lambda/services';
import { BossQueues } from '../postgres/boss-queues';
import { PostgresPool } from '../postgres/database';
import { ImageOutbox } from '../postgres/image-outbox';
import type { HomeEnvironment } from './environment';

/** Delivers again what was given up. @returns how many messages or changes of each queue that had some */
export async function redriveAll({ databaseUrl }: Pick<HomeEnvironment, 'databaseUrl'>, log: Log): Promise<[string, number][]> {
  const queues = await BossQueues.open({ url: databaseUrl, delivers: false, log });
  const pool = new PostgresPool(databaseUrl);
  try {
    const counts: [string, number][] = [['changes', await new ImageOutbox(pool).redrive()]];
    for (const name of await queues.names()) counts.push([name, await queues.redrive(name)]);
    return counts.filter(([, count]) => count > 0);
  } finally {
    await pool.close();
    await queues.close(0);
  }
}
