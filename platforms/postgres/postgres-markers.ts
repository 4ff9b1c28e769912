import type { Markers } from '../../lambda/core/ports';
import type { Database } from './database';

export class PostgresMarkers implements Markers {
  constructor(private readonly database: Database) {}

  async load(name: string): Promise<string | undefined> {
    const { rows } = await this.database.query<{ key: string | null }>('SELECT key FROM markers WHERE name = $1', [name]);
    return rows[0]?.key ?? undefined;
  }

  async save(name: string, key: string | undefined): Promise<void> {
    await this.database.query('INSERT INTO markers (name, key) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET key = $2', [
      name,
      key ?? null,
    ]);
  }
}
