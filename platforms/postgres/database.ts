import { setTimeout } from 'node:timers/promises';
import { Pool, type PoolConfig, type QueryResultRow } from 'pg';

/** Milliseconds after which a statement fails, connections in the pool, and attempts of a statement. */
export const databaseLimits = { statementMs: 5_000, connectMs: 3_000, connections: 10, maxAttempts: 3, retryMs: 100 } as const;

export interface QueryOptions {
  /** The statement must not run twice. @default false */
  readonly once?: boolean;
}

/** Runs single statements. Each is one transaction. */
export interface Database {
  query<Row extends QueryResultRow>(
    text: string,
    values?: readonly unknown[],
    options?: QueryOptions,
  ): Promise<{ rows: Row[]; rowCount: number }>;
}

/**
 * A pool of connections to PostgreSQL. It keeps no state in a session: no named statement, no `SET`, no session lock and no `LISTEN`.
 * So it also works through a pooler that gives each transaction another connection, such as those of Neon and PlanetScale.
 */
export class PostgresPool implements Database {
  private readonly pool: Pool;

  /** @param url such as `postgres://user:password@host:5432/database?sslmode=verify-full` */
  constructor(url: string, limits: Partial<Record<keyof typeof databaseLimits, number>> = {}) {
    this.limits = { ...databaseLimits, ...limits };
    this.pool = new Pool(poolConfig(url, this.limits));
    // A server that restarts ends idle connections. The pool opens others for the next statements.
    this.pool.on('error', () => undefined);
  }

  private readonly limits: Record<keyof typeof databaseLimits, number>;

  /**
   * Runs a statement. One whose connection broke is repeated, and may then run twice, like a request that an AWS SDK repeats. The
   * adapters' statements allow for that, except those that run `once`: they are repeated only when the server has not run them.
   */
  async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = [], { once = false }: QueryOptions = {}) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const { rows, rowCount } = await this.pool.query<Row>(text, [...values]);
        return { rows, rowCount: rowCount ?? 0 };
      } catch (error) {
        if (attempt >= this.limits.maxAttempts || !(once ? hasNotRun(error) : isTemporary(error))) throw error;
        // At random, so that the statements of a server that was away do not return together.
        await setTimeout(this.limits.retryMs * 2 ** attempt * Math.random());
      }
    }
  }

  /** Runs statements on one connection, in one transaction. */
  async transaction<Result>(
    work: (query: (text: string) => Promise<{ rows: QueryResultRow[] }>) => Promise<Result>,
  ): Promise<Result> {
    const client = await this.pool.connect();
    let broken = false;
    try {
      await client.query('BEGIN');
      const result = await work((text) => client.query(text));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch(() => {
        broken = true;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}

/**
 * The settings of a pool. The client ends a statement that takes too long by closing its connection. A server also gets the limit,
 * except through a pooler, which rejects settings of a session: Neon's has the host `…-pooler.…`, PlanetScale's the port 6432. The
 * URL of any other one needs `?pgbouncer=true`.
 */
export function poolConfig(
  url: string,
  { statementMs, connectMs, connections } = databaseLimits as Record<string, number>,
): PoolConfig {
  const { hostname, port, searchParams } = new URL(url);
  const isPooler = hostname.includes('-pooler.') || port === '6432' || searchParams.get('pgbouncer') === 'true';
  return {
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    keepAlive: true,
    ...(!isPooler && { statement_timeout: statementMs }),
  };
}

/** Codes of errors after which the same statement can succeed. @see https://www.postgresql.org/docs/current/errcodes-appendix.html */
const temporary = /^(08...|40001|40P01|53300|57P0[123]|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT)$/;

/** Those of them after which the statement had no effect: it was rolled back, or there was no connection. */
const withoutEffect = /^(40001|40P01|53300|57P03|ECONNREFUSED)$/;

const hasNotRun = (error: unknown) => withoutEffect.test((error as { code?: string }).code ?? '');

function isTemporary(error: unknown): boolean {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  // The library's error for a connection that ended has no code.
  return temporary.test(code) || message.startsWith('Connection terminated');
}
