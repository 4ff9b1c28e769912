import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import type { ExternalServer } from '../../lib/testing/describe-with';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { type ServerProcess, startProcess } from '../../lib/testing/stand-ins/server-process';
import { startTlsEnd } from './tls-end';

/** An emulator of AWS that runs functions without Docker and enforces their policies. The variable contains the path of `ministack`. */
export const ministack: ExternalServer = { name: 'MiniStack', variable: 'MINISTACK' };

export interface Emulator extends ServerProcess {
  /** A folder that is removed with the emulator. */
  readonly folder: string;
}

const modules = join(__dirname, '../../node_modules');

/**
 * Starts the emulator at a separate address. The URLs that it returns, for example of queues, contain localhost and its port, where
 * `tls-end.ts` listens.
 * @see https://github.com/ministackorg/ministack
 */
export async function startMinistack(command: string): Promise<Emulator> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'emulator-')));
  const temporary = join(folder, 'tmp');
  await mkdir(temporary);
  const host = '127.0.0.2';
  const environment = {
    // Programs that run the functions: the emulator's Python, and Lambda's version of Node if it is installed.
    PATH: [dirname(command), dirname(process.env.LAMBDA_NODE ?? process.execPath), '/usr/bin', '/bin'].join(delimiter),
    NODE_PATH: await runtimeModules(folder),
    HOME: folder,
    TMPDIR: temporary,
    STATE_DIR: temporary,
    BIND_HOST: host,
    MINISTACK_REGION: region,
    IOT_MTLS_ENABLED: '0',
    // Checks signatures, and enforces policies.
    AUTH: 'true',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const variables = Object.entries(environment).map(([key, value]) => `${key}=${value}`);
  // The functions inherit its environment. With `-i` it contains nothing else of this machine.
  const args = (port: number) => ['-i', ...variables, `GATEWAY_PORT=${port}`, `AWS_ENDPOINT_URL=http://127.0.0.1:${port}`, command];
  const server = await startProcess('env', args, { host });
  const tlsEnd = await startTlsEnd(server.endpoint);
  return {
    endpoint: tlsEnd.endpoint,
    folder,
    async close() {
      await tlsEnd.close();
      await server.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** A folder with the SDK, like that of Lambda's runtime. The CDK's function that empties buckets loads it from there. */
async function runtimeModules(folder: string): Promise<string> {
  const place = join(folder, 'runtime', 'node_modules');
  await mkdir(place, { recursive: true });
  for (const scope of ['@aws-sdk', '@smithy']) await symlink(join(modules, scope), join(place, scope));
  return place;
}
