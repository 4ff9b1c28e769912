import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Application, startApplication } from '../../local/application';
import { users } from '../../local/cognito/clients';
import { Issuer } from '../../local/cognito/issuer';
import { findHolder } from '../../local/data-lock';
import { localEnvironment } from '../../local/environment';
import { createConsoleLog, type LocalLog } from '../../local/log';
import type { DemoTarget } from './demo-target';

type Running = Pick<Application, 'url' | 'origin' | 'close'>;

/** One of the users who can also sign in with a browser, so that the images are visible there. */
const [user] = users;

/** The running local application, or a temporary one for this command, as alice. @throws UserError */
export async function openLocalRun(): Promise<DemoTarget> {
  const { dataDir, port, publicOrigin, chosen, logLevel } = localEnvironment();
  const log = createConsoleLog(logLevel);
  // The demo itself reports the result of each photo.
  const quietLog: LocalLog = { ...log, info: log.debug };
  const running = await runningApplication(dataDir);
  if (running) return targetOf(running, dataDir);
  if (!chosen) return startForOnce(quietLog);
  return targetOf(await startApplication({ dataDir, port, publicOrigin, log: quietLog }), dataDir);
}

async function targetOf({ url, origin, close }: Running, dataDir: string): Promise<DemoTarget> {
  const token = await (await Issuer.open(dataDir)).issue(user);
  // A proxy that forwards the port may require a sign-in, which a command cannot do.
  const fetchHere: typeof fetch = (input, init) => fetch(String(input).replace(origin, url), init);
  return { url, token, pageUrl: origin, fetch: fetchHere, close };
}

async function runningApplication(dataDir: string): Promise<Running | undefined> {
  const holder = await findHolder(dataDir);
  if (!holder) return undefined;
  const url = `http://localhost:${holder.port}`;
  const health = await fetch(`${url}/health`).catch(() => undefined);
  return health?.ok ? { url, origin: holder.origin ?? url, close: async () => undefined } : undefined;
}

/** With a data folder that is removed when the command ends. */
async function startForOnce(log: LocalLog): Promise<DemoTarget> {
  const dataDir = await mkdtemp(join(tmpdir(), 'app-'));
  const application = await startApplication({ dataDir, port: 0, log });
  const close = async () => {
    await application.close();
    await rm(dataDir, { recursive: true, force: true });
  };
  const remark =
    'No application was running, so a temporary one was started for this command. Its images are deleted. To keep images, run npm start first.';
  return { ...(await targetOf({ ...application, close }, dataDir)), pageUrl: undefined, remark };
}
