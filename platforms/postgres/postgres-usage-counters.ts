import type { Counter, UsageCounters } from '../../lambda/core/ports';
import type { Database } from './database';
import { encodeOwner } from './image-rows';

/** Days after which a daily counter expires. */
const keptDays = 2;

/** One row for each counter, changed by single statements: the lock of the row makes them exact. */
export class PostgresUsageCounters implements UsageCounters {
  constructor(private readonly database: Database) {}

  // A repeated increment counts twice: too much, never too little.
  async add(counter: Counter, limit: number, at: Date): Promise<boolean> {
    const { rowCount } = await this.database.query(
      `INSERT INTO usage_counters AS counter (owner, name, count, added_at, expires_at) VALUES ($1, $2, 1, $3, $4)
       ON CONFLICT (owner, name) DO UPDATE SET count = counter.count + 1, added_at = $3 WHERE counter.count < $5`,
      [...keyOf(counter), at, expiryOf(counter), limit],
    );
    return rowCount === 1;
  }

  // Repeated, it would count too little, and allow more than the limit.
  async subtract(counter: Counter, since: Date): Promise<void> {
    await this.database.query(
      `UPDATE usage_counters SET count = count - 1
       WHERE owner = $1 AND name = $2 AND count > 0 AND (corrected_at IS NULL OR corrected_at < $3)`,
      [...keyOf(counter), since],
      { once: true },
    );
  }

  async read(counter: Counter): Promise<number> {
    const { rows } = await this.database.query<{ count: string }>(
      'SELECT count FROM usage_counters WHERE owner = $1 AND name = $2',
      keyOf(counter),
    );
    return Number(rows[0]?.count ?? 0);
  }

  async correct(counter: Counter, seen: number, to: number, since: Date, at: Date): Promise<void> {
    await this.database.query(
      `UPDATE usage_counters SET count = $4, corrected_at = $6
       WHERE owner = $1 AND name = $2 AND count = $3 AND added_at < $5`,
      [...keyOf(counter), seen, to, since, at],
    );
  }
}

const keyOf = (counter: Counter) => [
  encodeOwner(counter.owner),
  counter.name === 'uploadsPerDay' ? `${counter.name}#${counter.day}` : counter.name,
];

function expiryOf(counter: Counter): Date | null {
  return counter.name === 'uploadsPerDay' ? new Date(Date.parse(counter.day) + keptDays * 24 * 60 * 60 * 1000) : null;
}
