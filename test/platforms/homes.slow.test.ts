// The API in every home, behind its own runtime, on PostgreSQL and versitygw.

import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { SharpImageResizer } from '../../lambda/adapters/sharp/sharp-image-resizer';
import { systemClock } from '../../lambda/adapters/system-clock';
import { uploadKey } from '../../lambda/core/keys';
import { defaultImageSettings } from '../../lambda/core/settings';
import { describeWith } from '../../lib/testing/describe-with';
import { type PostgresServer, postgres, startPostgres } from '../../lib/testing/servers/postgres-server';
import { buckets, type S3Server, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { ServerProcess } from '../../lib/testing/stand-ins/server-process';
import { TestLog } from '../../lib/testing/test-log';
import { type PlatformName, platformNames } from '../../platforms/bundle';
import { BossQueues } from '../../platforms/postgres/boss-queues';
import { PostgresPool } from '../../platforms/postgres/database';
import { migrate } from '../../platforms/postgres/migrate';
import { PostgresImageRepository } from '../../platforms/postgres/postgres-image-repository';
import { clientId, type IssuerStandIn, startIssuerStandIn } from '../serve/issuer-stand-in';
import { startLocal } from '../support/local';
import { handleUpload, type PortServices, uploadEvent } from '../support/upload';
import { userOf } from '../support/user';
import { apiSuite, type Home } from './api-suite';
import { runtimes, startOn, withRuntime } from './hosts/start';

jest.setTimeout(60_000);

describe('the local run', () => {
  let home: Home;
  beforeAll(async () => {
    const { url, dataDir } = await startLocal();
    const tokenOf = async (user: string) => (await userOf(dataDir, user).headers()).authorization?.replace('Bearer ', '') ?? '';
    home = { url, tokenOf };
  });
  apiSuite(() => home);
});

describeWith(postgres, 'without AWS, on PostgreSQL', (programs) => {
  describeWith(versitygw, 'and versitygw', (program) => {
    let database: PostgresServer;
    let store: S3Server;
    let pool: PostgresPool;
    let queues: BossQueues;
    let issuer: IssuerStandIn;
    let env: NodeJS.ProcessEnv;
    beforeAll(async () => {
      database = await startPostgres(programs);
      const url = await database.database('app');
      pool = new PostgresPool(url);
      await migrate(pool);
      // As a worker does when it starts.
      queues = await BossQueues.open({ url, delivers: false, log: new TestLog() });
      await queues.create('uploads', { maxReceives: 3, timeoutSeconds: 60 });
      store = await startVersitygw(program);
      issuer = await startIssuerStandIn();
      env = {
        DATABASE_URL: url,
        STORE_URL: store.endpoint,
        STORE_REGION: region,
        STORE_ACCESS_KEY_ID: credentials.accessKeyId,
        STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        ORIGINALS_BUCKET: buckets.originals,
        RENDITIONS_BUCKET: buckets.renditions,
        SIGN_IN_ISSUER: issuer.issuer,
        SIGN_IN_CLIENT_IDS: clientId,
      };
    });
    afterAll(async () => {
      await queues?.close(0);
      await pool?.close();
      await issuer?.close();
      await store?.close();
      await database?.close();
    });

    /** Resizes an upload, as the worker does. */
    async function process(owner: string, id: string): Promise<void> {
      const originals = new S3BlobStore(store.client, buckets.originals);
      const key = uploadKey(owner, id);
      const stored = await originals.stat(key);
      if (!stored) throw new Error(`${key} was not uploaded.`);
      const log = new TestLog();
      const common = { clock: systemClock, log, settings: defaultImageSettings, version: 'test' };
      const own = {
        images: new PostgresImageRepository(pool),
        originals,
        renditions: new S3BlobStore(store.client, buckets.renditions),
        resizer: new SharpImageResizer(defaultImageSettings),
        metrics: { add: () => undefined },
      };
      await handleUpload({ common, own: own as unknown as PortServices['own'] }, uploadEvent({ ...stored, key, sequencer: '1' }));
    }

    const onPlatform = (name: PlatformName, place?: string) => {
      let server: ServerProcess;
      beforeAll(async () => {
        server = await startOn(name, env, place);
      });
      afterAll(() => server?.close());
      apiSuite(() => ({
        url: server.endpoint,
        tokenOf: async (user) => issuer.tokenOf(user),
        process,
        images: new PostgresImageRepository(pool),
        announced: async () => (await queues.count('uploads')).messages,
      }));
    };
    for (const name of platformNames) {
      if (withRuntime.includes(name)) describeWith(runtimes, name, (place) => onPlatform(name, place));
      else describe(name, () => onPlatform(name));
    }
  });
});
