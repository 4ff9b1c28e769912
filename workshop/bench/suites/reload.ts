import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ProjectCopy } from '../../../test/support/project-copy';
import { noProcessGroups, type Server, startServer } from '../server';
import { inPairs, type Session, type Suite, samplesOf } from '../suite';

const handler = 'lambda/api/health.ts';
const emptyServer = 'workshop/bench/baselines/empty-server.ts';

/** From a change of a handler until it answers, against an empty server of Hono that `tsx watch` restarts. */
export const reload: Suite = {
  benchmarks: { reload: [{ name: 'reload', unit: 's' }] },
  obstacle: () => noProcessGroups,
  async open(): Promise<Session> {
    const copy = await ProjectCopy.create();
    const servers: Server[] = [];
    const close = async () => {
      for (const server of servers) await server.close();
      await copy.remove();
    };
    try {
      const port = await freePort();
      const change = async (path: string, before: string, after: string) =>
        copy.write(path, (await readFile(join(copy.folder, path), 'utf8')).replace(before, after));
      await change(emptyServer, 'port: 0', `port: ${port}`);
      await change(emptyServer, '{}', '{ version }');
      await change(emptyServer, 'const app', "const version = '0';\nconst app");
      await change(handler, 'version };', "version: '0' };");
      const start = async (command: string, args: readonly string[]) => {
        const server = await startServer(command, args, { PORT: '0', LOCAL_DATA_DIR: copy.dataDir }, copy.folder);
        servers.push(server);
        return server.url;
      };
      const url = await start('npm', ['start']);
      const empty = await start('node_modules/.bin/tsx', ['watch', emptyServer]);
      let version = 0;
      const reloaded = (path: string, address: string) => async () => {
        version += 1;
        const next = String(version);
        const source = (await readFile(join(copy.folder, path), 'utf8')).replace(/'\d+'/, `'${next}'`);
        const started = performance.now();
        await copy.write(path, source);
        while ((await versionAt(address)) !== next) await sleep(5);
        return performance.now() - started;
      };
      return {
        async measure(name, pairs) {
          const sides = { ours: reloaded(handler, `${url}/health`), baseline: reloaded(emptyServer, empty) };
          return { [name]: samplesOf(await inPairs(pairs, sides), (ms) => ms / 1000) };
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** @returns the version of an answer; nothing while the server restarts */
async function versionAt(url: string): Promise<unknown> {
  const answer = await fetch(url).catch(() => undefined);
  const body = (await answer?.json().catch(() => undefined)) as { readonly version?: string } | undefined;
  return body?.version;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
