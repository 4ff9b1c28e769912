// The API on every platform, behind its own runtime, on PostgreSQL and versitygw, with the worker of the home without AWS.
import { describeWith } from '../../lib/testing/describe-with';
import { postgres } from '../../lib/testing/servers/postgres-server';
import { versitygw } from '../../lib/testing/servers/s3-servers';
import type { ServerProcess } from '../../lib/testing/stand-ins/server-process';
import { TestLog } from '../../lib/testing/test-log';
import { type PlatformName, platformNames } from '../../platforms/bundle';
import { homeEnvironment } from '../../platforms/node/environment';
import { type Home as NodeHome, startHome } from '../../platforms/node/home';
import { endToEnd, type Limits } from '../serve/end-to-end';
import { runtimes, startOn, withRuntime } from './hosts/start';
import { type HomeServers, startHomeServers } from './node/home-process';

jest.setTimeout(60_000);

const limits: Partial<Record<PlatformName, Limits>> = {
  cloudflare: {
    withoutForms: "Cloudflare's own store, R2, has no upload forms, so that its wrangler.jsonc sets STORE_UPLOADS to put.",
    endsConnections: 'miniflare may end the connection, because the Worker answers before it has read the whole body.',
  },
};

describeWith(postgres, 'the platforms, on PostgreSQL', (programs) => {
  describeWith(versitygw, 'and versitygw', (program) => {
    let servers: HomeServers;
    /** Resizes what the API of each home takes. */
    let worker: NodeHome;
    beforeAll(async () => {
      servers = await startHomeServers({ postgres: programs, versitygw: program });
      worker = await startHome({ api: false, worker: true }, homeEnvironment(servers.environment), new TestLog());
    });
    afterAll(async () => {
      await worker?.close();
      await servers?.close();
    });

    const onPlatform = (name: PlatformName, place?: string) => {
      let server: ServerProcess;
      beforeAll(async () => {
        server = await startOn(name, servers.environment, place);
      });
      afterAll(() => server?.close());
      endToEnd(() => ({ ...servers, url: server.endpoint }), limits[name]);
    };
    for (const name of platformNames) {
      if (withRuntime.includes(name)) describeWith(runtimes, name, (place) => onPlatform(name, place));
      else describe(name, () => onPlatform(name));
    }
  });
});
