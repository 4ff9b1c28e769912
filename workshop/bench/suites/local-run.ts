import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { Issuer } from '../../../local/cognito/issuer';
import { openDatabase } from '../../../local/dynamodb/database';
import { pending, ready, upload } from '../../../test/contracts/image-repository';
import { p99Of } from '../load';
import { noProcessGroups, type Server, startServer } from '../server';
import { inPairs, type Session, type Suite, samplesOf } from '../suite';

const owner = 'alice';
/** Number of images, all of them in the list. */
const listed = 20;
const connections = 50;
const requests = 1000;

const names = ['local-run get-image', 'local-run list-images'] as const;

/** The 99th percentile of answers of the local run on 50 connections, against those of an empty server of Hono. */
export const localRun: Suite = {
  benchmarks: Object.fromEntries(names.map((name) => [name, [{ name, unit: 'ms, p99' }]])),
  obstacle: () => noProcessGroups,
  async open(): Promise<Session> {
    const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
    const servers: Server[] = [];
    const close = async () => {
      for (const server of servers) await server.close();
      await rm(dataDir, { recursive: true });
    };
    try {
      const id = await seed(dataDir);
      const start = async (script: string, env: NodeJS.ProcessEnv) => {
        const server = await startServer(process.execPath, ['--require', './cli/typescript.cjs', script], env);
        servers.push(server);
        return server.url;
      };
      const url = await start('local/main.ts', { PORT: '0', LOCAL_DATA_DIR: dataDir });
      const empty = await start('workshop/bench/baselines/empty-server.ts', {});
      const headers = { authorization: `Bearer ${await (await Issuer.open(dataDir)).issue(owner)}` };
      const load = (target: string, isRight: (body: string) => boolean) =>
        p99Of({ url: target, headers, connections, requests, isRight });
      const sides = {
        'local-run get-image': () => load(`${url}/images/${id}`, (body) => JSON.parse(body).status === 'READY'),
        'local-run list-images': () => load(`${url}/images`, (body) => JSON.parse(body).items.length === listed),
      };
      const baseline = () => load(empty, (body) => body === '{}');
      return {
        async measure(name, pairs) {
          const ours = sides[name as (typeof names)[number]];
          await ours();
          await baseline();
          return { [name]: samplesOf(await inPairs(pairs, { ours, baseline }), (ms) => ms) };
        },
        close,
      };
    } catch (error) {
      await close();
      throw error;
    }
  },
};

/** @returns the id of an image */
async function seed(dataDir: string): Promise<string> {
  const { client, table, close } = await openDatabase(dataDir);
  try {
    const images = new DynamoImageRepository(client, table);
    const now = new Date();
    const records = Array.from({ length: listed }, () => ({
      ...pending(owner),
      createdAt: now.toISOString(),
      updatedAt: now.toISOString(),
    }));
    for (const image of records) {
      await images.add(image);
      await images.settle(image, upload('1'), ready, now);
    }
    return records[0]?.id ?? '';
  } finally {
    await close();
  }
}
