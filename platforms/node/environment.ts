import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../../cli/user-error';
import { type PlatformSettings, readSettings } from '../environment';

/** What the home needs to know besides the settings of every platform. */
export interface HomeEnvironment extends PlatformSettings {
  /** The store for clients, in every signed URL. `STORE_PUBLIC_URL` @default - `STORE_URL` */
  readonly storePublicUrl: string;
  /** The pages that may send files to the store, and read them. `WEB_ORIGINS` @default - none, and the rules of the buckets stay as they are */
  readonly webOrigins: readonly string[];
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
    webOrigins: (env.WEB_ORIGINS?.split(',') ?? []).filter(Boolean).map(originOf),
    eventsUrl: env.EVENTS_URL || undefined,
    port: integer('PORT', 8080, 0, 65_535),
    concurrency: integer('WORKER_CONCURRENCY', availableParallelism(), 1, 100),
    graceSeconds: integer('GRACE_SECONDS', 25, 0, 3600),
    memoryMb: Math.floor(Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()) / 1024 ** 2),
  };
}

/** @throws UserError unless the text is an origin as browsers write it, without a path */
function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : undefined;
  if (origin === text) return text;
  const example = origin && origin !== 'null' ? origin : 'https://photos.example.com';
  throw new UserError(
    `WEB_ORIGINS has ${JSON.stringify(text)}. Use origins without a path, separated by commas, such as ${example}.`,
  );
}
