import { join } from 'node:path';
import type { PostgresPool } from './database';

/** Any number that nothing else in the database uses. It identifies the lock of migrations. */
const lock = 7_230_415_520;

/**
 * Applies the migrations that the database lacks, all in one transaction. Another process that starts at the same time waits, and then
 * finds nothing to do. The lock belongs to the transaction, so that a pooler cannot separate them.
 * @returns the names of the applied migrations
 */
export async function migrate(pool: Pick<PostgresPool, 'transaction'>): Promise<string[]> {
  // An ES module.
  const { default: Postgrator } = await import('postgrator');
  return pool.transaction(async (execQuery) => {
    await execQuery(`SELECT pg_advisory_xact_lock(${lock})`);
    const { rows } = await execQuery('SELECT current_database() AS name, current_schema() AS schema');
    const migrations = new Postgrator({
      driver: 'pg',
      database: rows[0]?.name,
      migrationPattern: join(__dirname, 'migrations/*.sql'),
      schemaTable: `${rows[0]?.schema}.schema_version`,
      execQuery,
    });
    return (await migrations.migrate()).map(({ name }) => name);
  });
}
