// The API on every platform, behind its own runtime, on PostgreSQL and versitygw; and the local run, which passes the same tests.
import { uuidv7 } from 'uuidv7';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { uploadKey } from '../../lambda/core/keys';
import { fault } from '../../lambda/core/rejection';
import { describeWith } from '../../lib/testing/describe-with';
import { photo } from '../../lib/testing/images/photo';
import { type PostgresServer, postgres, startPostgres } from '../../lib/testing/servers/postgres-server';
import { buckets, type S3Server, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { ServerProcess } from '../../lib/testing/stand-ins/server-process';
import { TestLog } from '../../lib/testing/test-log';
import { type PlatformName, platformNames } from '../../platforms/bundle';
import { homeEnvironment } from '../../platforms/node/environment';
import { type Home as NodeHome, startHome } from '../../platforms/node/home';
import { PostgresPool } from '../../platforms/postgres/database';
import { PostgresImageRepository } from '../../platforms/postgres/postgres-image-repository';
import { clientId, type IssuerStandIn, startIssuerStandIn } from '../serve/issuer-stand-in';
import { startLocal } from '../support/local';
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

describeWith(postgres, 'the platforms, on PostgreSQL', (programs) => {
  describeWith(versitygw, 'and versitygw', (program) => {
    let database: PostgresServer;
    let store: S3Server;
    let pool: PostgresPool;
    /** Resizes what the API of each home takes. */
    let worker: NodeHome;
    let issuer: IssuerStandIn;
    let env: NodeJS.ProcessEnv;
    beforeAll(async () => {
      database = await startPostgres(programs);
      const url = await database.database('app');
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
        PORT: '0',
      };
      pool = new PostgresPool(url);
      worker = await startHome({ api: false, worker: true }, homeEnvironment(env), new TestLog());
    });
    afterAll(async () => {
      await worker?.close();
      await pool?.close();
      await issuer?.close();
      await store?.close();
      await database?.close();
    });

    async function failedImage(owner: string): Promise<string> {
      const [images, originals] = [new PostgresImageRepository(pool), new S3BlobStore(store.client, buckets.originals)];
      const image = { owner, id: uuidv7() };
      await originals.write(uploadKey(owner, image.id), await photo(), 'image/jpeg');
      const { version = '' } = (await originals.stat(uploadKey(owner, image.id))) ?? {};
      // So long ago that the worker no longer looks for the upload.
      const createdAt = new Date(Date.now() - 60 * 60 * 1000).toISOString();
      await images.add({ ...image, status: 'PENDING', contentType: 'image/jpeg', createdAt, updatedAt: createdAt, attempt: 1 });
      const processing = { ms: 1, queuedMs: 2, memoryMb: 3, coldStart: false, attempts: 1 };
      await images.settle(image, { version }, { status: 'FAILED', rejection: fault, processing }, new Date());
      return image.id;
    }

    const homeAt = (url: string): Home => ({
      url,
      tokenOf: async (user) => issuer.tokenOf(user),
      failedImage,
    });

    const onPlatform = (name: PlatformName, place?: string) => {
      let server: ServerProcess;
      beforeAll(async () => {
        server = await startOn(name, env, place);
      });
      afterAll(() => server?.close());
      apiSuite(() => homeAt(server.endpoint));
    };
    for (const name of platformNames) {
      if (withRuntime.includes(name)) describeWith(runtimes, name, (place) => onPlatform(name, place));
      else describe(name, () => onPlatform(name));
    }
  });
});
