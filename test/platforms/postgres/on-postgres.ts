import { describeWith } from '../../../lib/testing/describe-with';
import {
  type PostgresServer,
  pgBouncer,
  postgres,
  startPgBouncer,
  startPostgres,
} from '../../../lib/testing/servers/postgres-server';
import type { ServerProcess } from '../../../lib/testing/stand-ins/server-process';
import { PostgresPool } from '../../../platforms/postgres/database';
import { migrate } from '../../../platforms/postgres/migrate';

/** A migrated database. */
export interface TestDatabase {
  /** Available when the tests run. */
  readonly pool: () => PostgresPool;
  readonly url: () => string;
  /** Whether a pooler is in between, which has no settings of a session. */
  readonly pooled: boolean;
}

/** Runs tests on PostgreSQL with an empty folder, directly and through a pooler, where they are installed. */
export function onPostgres(what: string, tests: (database: TestDatabase) => void): void {
  describeWith(postgres, `${what} on PostgreSQL`, (programs) => {
    onServer(
      programs,
      async (url) => ({ url }),
      (database) => tests({ ...database, pooled: false }),
    );

    describeWith(pgBouncer, 'through PgBouncer', (program) => {
      const pooled = async (url: string, server: PostgresServer) => {
        const bouncer = await startPgBouncer(program, server);
        return { url: `${url.replace(`${server.port}`, new URL(bouncer.endpoint).port)}?pgbouncer=true`, bouncer };
      };
      onServer(programs, pooled, (database) => tests({ ...database, pooled: true }));
    });
  });
}

type Address = (url: string, server: PostgresServer) => Promise<{ url: string; bouncer?: ServerProcess }>;

function onServer(programs: string, addressOf: Address, tests: (database: Omit<TestDatabase, 'pooled'>) => void): void {
  describe('with its own database', () => {
    let server: PostgresServer;
    let pool: PostgresPool;
    let address: Awaited<ReturnType<Address>>;
    beforeAll(async () => {
      server = await startPostgres(programs);
      address = await addressOf(await server.database('app'), server);
      pool = new PostgresPool(address.url);
      await migrate(pool);
    }, 60_000);
    afterAll(async () => {
      await pool?.close();
      await address?.bouncer?.close();
      await server?.close();
    });

    tests({ pool: () => pool, url: () => address.url });
  });
}
