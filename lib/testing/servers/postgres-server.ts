import { execFile, spawnSync } from 'node:child_process';
import { chown, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { ExternalServer } from '../describe-with';
import { type ServerProcess, startProcess } from '../stand-ins/server-process';

/** The variable contains the folder of PostgreSQL's programs, such as `/usr/lib/postgresql/15/bin`. */
export const postgres: ExternalServer = { name: 'PostgreSQL', variable: 'POSTGRES' };

/** The variable contains the path of `pgbouncer`. */
export const pgBouncer: ExternalServer = { name: 'PgBouncer', variable: 'PGBOUNCER' };

export interface PostgresServer {
  readonly port: number;
  /** Creates an empty database. @returns its URL */
  database(name: string): Promise<string>;
  /** Kills it, and starts it again with the same data. @param meanwhile what happens while it is down */
  restart(meanwhile: () => Promise<unknown>): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server with an empty folder. */
export async function startPostgres(place: string): Promise<PostgresServer> {
  // The place may be a link in a folder that only root can open.
  const programs = await realpath(place);
  const options = await ownFolder();
  const folder = options.cwd;
  const run = promisify(execFile);
  const data = join(folder, 'data');
  await run(join(programs, 'initdb'), ['--pgdata', data, '--auth=trust', '--username=postgres', '--no-sync'], options);
  // The data does not outlive the test. A socket's path would be too long in some folders.
  const settings = ['fsync=off', 'unix_socket_directories=', 'listen_addresses=127.0.0.1', 'max_connections=200'];
  const server = await startProcess(
    join(programs, 'postgres'),
    (port) => ['-D', data, '-p', `${port}`, ...settings.flatMap((setting) => ['-c', setting])],
    options,
  );
  const port = Number(new URL(server.endpoint).port);
  // It listens before it serves.
  const answers = async (left = 100): Promise<void> =>
    run(join(programs, 'pg_isready'), ['--host=127.0.0.1', `--port=${port}`], options).then(
      () => undefined,
      (error) => {
        if (left === 0) throw error;
        return setTimeout(100).then(() => answers(left - 1));
      },
    );
  await answers();
  return {
    port,
    async database(name) {
      const at = ['--host=127.0.0.1', `--port=${port}`, '--username=postgres'];
      await run(join(programs, 'psql'), [...at, '--command', `CREATE DATABASE "${name}"`], options);
      return `postgres://postgres@127.0.0.1:${port}/${name}`;
    },
    async restart(meanwhile) {
      await server.restart(meanwhile);
      await answers();
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Starts a pooler in front of a server. Each transaction gets one of three connections. */
export async function startPgBouncer(place: string, { port }: Pick<PostgresServer, 'port'>): Promise<ServerProcess> {
  const options = await ownFolder();
  const program = await realpath(place);
  const settings = join(options.cwd, 'pgbouncer.ini');
  await writeFile(
    settings,
    `[databases]
* = host=127.0.0.1 port=${port} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = PORT
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
max_client_conn = 200
`,
  );
  // It takes its port from the file alone.
  const start = (own: number) => ['-c', `sed s/PORT/${own}/ '${settings}' > own.ini && exec '${program}' own.ini`];
  const server = await startProcess('sh', start, options);
  return {
    ...server,
    async close() {
      await server.close();
      await rm(options.cwd, { recursive: true, force: true });
    },
  };
}

/** A new folder, and whose it is. Both servers refuse to run as root, so that root starts them as the user `postgres`. */
async function ownFolder(): Promise<{ cwd: string; uid?: number; gid?: number }> {
  // Root's folder for temporary files of tests is closed to others.
  if (userInfo().uid !== 0) return { cwd: await mkdtemp(join(tmpdir(), 'app-test-')) };
  const cwd = await mkdtemp('/tmp/app-test-');
  const [uid, gid] = [idOf('-u'), idOf('-g')];
  await chown(cwd, uid, gid);
  return { cwd, uid, gid };
}

const idOf = (kind: string) => Number(spawnSync('id', [kind, 'postgres'], { encoding: 'utf8' }).stdout);
