import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noProcessGroups, startServer } from '../server';
import { inPairs, type Suite, samplesOf } from '../suite';

/** `npm start` with a new data folder until it is ready, against an empty server of Hono that npm starts in the same way. */
export const start: Suite = {
  benchmarks: { start: [{ name: 'start', unit: 's' }] },
  obstacle: () => noProcessGroups,
  open: async () => ({
    async measure(name, pairs) {
      const measured = await inPairs(pairs, { ours: startOurs, baseline: startEmpty });
      return { [name]: samplesOf(measured, (ms) => ms / 1000) };
    },
    close: async () => undefined,
  }),
};

async function startOurs(): Promise<number> {
  const dataDir = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const server = await startServer('npm', ['start'], { PORT: '0', LOCAL_DATA_DIR: dataDir });
    await server.close();
    return server.startMs;
  } finally {
    await rm(dataDir, { recursive: true });
  }
}

async function startEmpty(): Promise<number> {
  const server = await startServer('npm', ['exec', '--call', 'node --import tsx workshop/bench/baselines/empty-server.ts']);
  await server.close();
  return server.startMs;
}
