import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExternalServer } from '../../../lib/testing/describe-with';
import { type ServerProcess, startProcess } from '../../../lib/testing/stand-ins/server-process';
import { bundlePlatform, type PlatformName } from '../../../platforms/bundle';

/** The variable contains a folder with `node_modules`. */
export const runtimes: ExternalServer = { name: 'the runtimes of other platforms', variable: 'PLATFORM_RUNTIMES' };

/** Platforms whose runtime is one of them. The others are served by Node.js. */
export const withRuntime: readonly PlatformName[] = ['google-cloud', 'cloudflare'];

const root = join(__dirname, '../../..');

/** Bundles the API for a platform, and starts it there. @param place the folder of the runtimes */
export async function startOn(platform: PlatformName, env: NodeJS.ProcessEnv, place = ''): Promise<ServerProcess> {
  const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  await bundlePlatform(platform, folder);
  const server = await startProcess(process.execPath, (port) => command(platform, folder, port, place), {
    // Where the package of Azure is.
    env: { ...env, NODE_PATH: join(root, 'node_modules') },
  });
  return {
    ...server,
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The arguments of Node.js that serve a bundled API. @param folder of the bundle @param place the folder of the runtimes */
export function command(platform: PlatformName, folder: string, port: number, place: string): string[] {
  if (platform === 'google-cloud') {
    const framework = join(place, 'node_modules/@google-cloud/functions-framework/build/src/main.js');
    return [framework, `--source=${folder}`, '--target=api', `--port=${port}`];
  }
  const script = join(__dirname, `${platform}.ts`);
  return ['--require', join(root, 'cli/typescript.cjs'), script, folder, `${port}`, place];
}
