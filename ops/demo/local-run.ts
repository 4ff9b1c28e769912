import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApplicationProps, startApplication } from '../../local/application';
import { findHolder } from '../../local/data-lock';
import { localEnvironment } from '../../local/environment';
import type { Target } from './target';

/** The application that is running here; else one of the demo's own. @throws StartError */
export async function openLocalRun(): Promise<Target> {
  const { dataDir, port, chosen } = localEnvironment();
  const running = await runningUrl(dataDir);
  if (running) return { url: running, close: async () => undefined };
  return chosen ? startApplication({ dataDir, port }) : startForOnce();
}

async function runningUrl(dataDir: string): Promise<string | undefined> {
  const holder = await findHolder(dataDir);
  if (!holder) return undefined;
  const url = `http://localhost:${holder.port}`;
  const health = await fetch(`${url}/health`).catch(() => undefined);
  return health?.ok ? url : undefined;
}

async function startForOnce(): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), 'image-api-'));
  const props: ApplicationProps = { dataDir, port: 0 };
  const application = await startApplication(props);
  return {
    url: application.url,
    async close() {
      await application.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
