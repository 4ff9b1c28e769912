import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../../cli/user-error';
import { type PlatformSettings, readSettings } from '../environment';

/** What the home needs to know besides the settings of every platform. */
export interface HomeEnvironment extends PlatformSettings {
  /** The store for clients, in every signed URL. `STORE_PUBLIC_URL` @default - `STORE_URL` */
  readonly storePublicUrl: string;
  /** Receives every event by POST. `EVENTS_URL` @default - none */
  readonly eventsUrl?: string;
  /** 0 selects a free port. `PORT` @default 8080 */
  readonly port: number;
  /** Messages of one queue that are processed at the same time. `WORKER_CONCURRENCY` @default - one for each CPU */
  readonly concurrency: number;
  /** Time to finish work after SIGTERM, in seconds. `GRACE_SECONDS` @default 25 */
  readonly graceSeconds: number;
  /** Of this computer or container, in MiB. */
  readonly memoryMb: number;
}

/** @throws UserError that names what is missing or invalid */
export function homeEnvironment(env: NodeJS.ProcessEnv = process.env): HomeEnvironment {
  const integer = (key: string, byDefault: number, least: number, most: number) => {
    const value = env[key] ? Number(env[key]) : byDefault;
    if (Number.isInteger(value) && value >= least && value <= most) return value;
    throw new UserError(`${key} is ${JSON.stringify(env[key])}. Use an integer from ${least} to ${most}.`);
  };
  const settings = readSettings(env);
  return {
    ...settings,
    storePublicUrl: env.STORE_PUBLIC_URL?.replace(/\/$/, '') || settings.store.url,
    eventsUrl: env.EVENTS_URL || undefined,
    port: integer('PORT', 8080, 0, 65_535),
    concurrency: integer('WORKER_CONCURRENCY', availableParallelism(), 1, 100),
    graceSeconds: integer('GRACE_SECONDS', 25, 0, 3600),
    memoryMb: Math.floor(Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / 1024 ** 2),
  };
}
