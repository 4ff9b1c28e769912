// The API on every platform, behind its own runtime, on PostgreSQL and versitygw, with the worker of the home without AWS.
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { describeWith } from '../../lib/testing/describe-with';
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
import { type Deployment, endToEnd, failedImage, type Limits } from '../serve/end-to-end';
import { clientId, type IssuerStandIn, startIssuerStandIn } from '../serve/issuer-stand-in';
import { runtimes, startOn, withRuntime } from './hosts/start';

jest.setTimeout(60_000);

const limits: Partial<Record<PlatformName, Limits>> = {
  cloudflare: {
    withoutForms: "Cloudflare's own store, R2, has no upload forms, so that its wrangler.jsonc sets STORE_UPLOADS to put.",
  },
};

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

    const deploymentAt = (url: string): Deployment => ({
      url,
      tokenOf: async (user) => issuer.tokenOf(user),
      failedImage: (owner) =>
        failedImage(owner, {
          images: new PostgresImageRepository(pool),
          originals: new S3BlobStore(store.client, buckets.originals),
        }),
    });

    const onPlatform = (name: PlatformName, place?: string) => {
      let server: ServerProcess;
      beforeAll(async () => {
        server = await startOn(name, env, place);
      });
      afterAll(() => server?.close());
      endToEnd(() => deploymentAt(server.endpoint), limits[name]);
    };
    for (const name of platformNames) {
      if (withRuntime.includes(name)) describeWith(runtimes, name, (place) => onPlatform(name, place));
      else describe(name, () => onPlatform(name));
    }
  });
});
