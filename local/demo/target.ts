import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApplicationProps, startApplication } from '../application';
import { findHolder } from '../data-lock';
import { localEnvironment } from '../environment';

/** Where the demo's API stands, and how to leave it as it was found. */
export interface Target {
  readonly url: string;
  close(): Promise<void>;
}

/** The API at `url`; else the application that is running here; else one of the demo's own. */
export async function findTarget(url: string | undefined): Promise<Target> {
  if (url) return { url, close: async () => undefined };
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
