import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import { type PostgresServer, startPostgres } from '../../../lib/testing/servers/postgres-server';
import { buckets, startVersitygw } from '../../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../../lib/testing/stand-ins/clients';
import { PostgresPool } from '../../../platforms/postgres/database';
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { failedImage } from '../../serve/end-to-end';
import { clientId, type IssuerStandIn, startIssuerStandIn } from '../../serve/issuer-stand-in';
import { until } from '../../support/until';

const root = join(__dirname, '../../..');

/** What a home needs: a database, a store and an issuer. */
export interface HomeServers {
  readonly issuer: IssuerStandIn;
  readonly databaseUrl: string;
  readonly store: S3Client;
  /** Kills the database or the store, and starts it again. */
  readonly restart: Readonly<Record<'database' | 'store', PostgresServer['restart']>>;
  tokenOf(owner: string): Promise<string>;
  failedImage(owner: string): Promise<string>;
  /** The environment of `npm run home`. */
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** @param places of the programs of PostgreSQL and versitygw */
export async function startHomeServers(places: { postgres: string; versitygw: string }): Promise<HomeServers> {
  const [postgres, store, issuer] = await Promise.all([
    startPostgres(places.postgres),
    startVersitygw(places.versitygw),
    startIssuerStandIn(),
  ]);
  const databaseUrl = await postgres.database('home');
  const pool = new PostgresPool(databaseUrl);
  return {
    issuer,
    databaseUrl,
    store: store.client,
    restart: { database: postgres.restart, store: store.restart },
    tokenOf: async (owner) => issuer.tokenOf(owner),
    failedImage: (owner) =>
      failedImage(owner, {
        images: new PostgresImageRepository(pool),
        originals: new S3BlobStore(store.client, buckets.originals),
      }),
    environment: {
      DATABASE_URL: databaseUrl,
      STORE_URL: store.endpoint,
      STORE_REGION: region,
      STORE_ACCESS_KEY_ID: credentials.accessKeyId,
      STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ORIGINALS_BUCKET: buckets.originals,
      RENDITIONS_BUCKET: buckets.renditions,
      SIGN_IN_ISSUER: issuer.issuer,
      SIGN_IN_CLIENT_IDS: clientId,
      PORT: '0',
    },
    async close() {
      await pool.close();
      await Promise.all([issuer.close(), store.close(), postgres.close()]);
    },
  };
}

const processes: HomeProcess[] = [];

/** Kills every process that a test has left. */
export const killProcesses = () => Promise.all(processes.splice(0).map((each) => each.end('SIGKILL')));

/** One process of `npm run home`. */
export class HomeProcess {
  output = '';
  private readonly child: ChildProcessWithoutNullStreams;
  /** The exit code, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  constructor(args: readonly string[], environment: NodeJS.ProcessEnv) {
    const command = ['--require', join(root, 'cli/typescript.cjs'), join(root, 'platforms/node/main.ts'), ...args];
    this.child = spawn(process.execPath, command, { cwd: root, env: { ...process.env, ...environment } });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        this.output += text;
      });
    }
    processes.push(this);
    this.ended = new Promise((resolve) => this.child.once('close', (code, signal) => resolve(code ?? signal)));
  }

  /** Returns its URL when it is ready. */
  ready(): Promise<string> {
    return until(() => {
      if (this.child.exitCode !== null) throw new Error(`The process exited: ${this.output}`);
      return /^ready (\S+)$/m.exec(this.output)?.[1];
    });
  }

  /** @returns its exit code or the signal that ended it */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | NodeJS.Signals | null> {
    this.child.kill(signal);
    return this.ended;
  }
}
