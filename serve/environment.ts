import { availableParallelism, totalmem } from 'node:os';
import { UserError } from '../cli/user-error';
import { environmentFor, type Permit, queueUrlKey } from '../lambda/contract';
import { defaultImageSettings } from '../lambda/core/settings';
import { version } from '../package.json';

/** What one process serves. */
export interface Served {
  /** Whether it serves the endpoints. */
  readonly api: boolean;
  /** Names of the queues whose messages it processes. */
  readonly queues: readonly string[];
  /** Permits of all of it. */
  readonly permits: readonly Permit[];
}

/** Environment variables of `npm run serve`, besides those that the functions read too. */
export interface ServeEnvironment {
  /** `PORT` @default 8080 */
  readonly port: number;
  /** Address to listen on. `HOST` @default - every address */
  readonly host?: string;
  /** The OpenID Connect issuer. `SIGN_IN_ISSUER` */
  readonly issuer: string;
  /** The clients whose tokens are accepted, separated by commas. `SIGN_IN_CLIENT_IDS` */
  readonly clientIds: readonly string[];
  /** Messages of one queue that are processed at the same time. `WORKER_CONCURRENCY` @default - one for each CPU */
  readonly concurrency: number;
  /** How long a message stays hidden after a crash, in seconds. `WORKER_HIDDEN_SECONDS` @default 60 */
  readonly hiddenSeconds: number;
  /**
   * How long one request waits for messages, in seconds. A stop waits as long at most. `WORKER_WAIT_SECONDS` @default 20, the longest, which
   * costs the fewest requests
   */
  readonly waitSeconds: number;
  /** Time to finish work after SIGTERM, in seconds. `GRACE_SECONDS` @default 25: Fargate kills a container after 30 */
  readonly graceSeconds: number;
  /** Memory for one image, in MiB: what the container has, shared by its messages. */
  readonly memoryMb: number;
  /** URL of an S3-compatible store. `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` @default - S3 itself */
  readonly storeUrl?: string;
  readonly region: string;
}

/**
 * Only this file of `serve` reads the environment. It also sets what has a default for the functions' code.
 * @throws UserError that names every missing or invalid variable
 */
export function serveEnvironment({ api, queues, permits }: Served): ServeEnvironment {
  const { env } = process;
  env.SERVICE_VERSION ||= version;
  env.IMAGE_SETTINGS ||= JSON.stringify(defaultImageSettings);
  const required = [
    'AWS_REGION',
    ...environmentFor(permits).filter((key) => key !== 'MALLOC_ARENA_MAX'),
    ...(api ? ['SIGN_IN_ISSUER', 'SIGN_IN_CLIENT_IDS'] : []),
    ...queues.map(queueUrlKey),
  ];
  const problems = [...new Set(required)].filter((key) => !env[key]).map((key) => `${key} is not set.`);
  const number = (key: string, byDefault: number, least: number, most: number) => {
    const given = env[key] || String(byDefault);
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return value;
    problems.push(`${key} is ${JSON.stringify(given)}: use an integer from ${least} to ${most}.`);
    return byDefault;
  };
  const concurrency = number('WORKER_CONCURRENCY', availableParallelism(), 1, 100);
  const read: ServeEnvironment = {
    port: number('PORT', 8080, 0, 65535),
    host: env.HOST || undefined,
    issuer: env.SIGN_IN_ISSUER ?? '',
    clientIds: (env.SIGN_IN_CLIENT_IDS ?? '').split(',').filter(Boolean),
    concurrency,
    // SQS hides a message for twelve hours at most.
    hiddenSeconds: number('WORKER_HIDDEN_SECONDS', 60, 3, 43_200),
    waitSeconds: number('WORKER_WAIT_SECONDS', 20, 1, 20),
    graceSeconds: number('GRACE_SECONDS', 25, 0, 3600),
    memoryMb: Math.floor(containerBytes() / 1024 ** 2 / concurrency),
    storeUrl: env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined,
    region: env.AWS_REGION ?? '',
  };
  if (problems.length > 0) {
    throw new UserError(
      `${problems.join(' ')} Set the variables that docs/containers.md lists, or name a deployed stack: npm run serve -- --stack NAME.`,
    );
  }
  return read;
}

/** The limit of the container, or the memory of the computer where there is none. */
function containerBytes(): number {
  const limit = process.constrainedMemory();
  const total = totalmem();
  return limit > 0 && limit < total ? limit : total;
}

/** Whether the environment has the URL of a queue. */
export const hasQueue = (name: string): boolean => Boolean(process.env[queueUrlKey(name)]);

/** Sets environment variables that are not set yet. */
export function setDefaults(variables: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(variables)) process.env[key] ||= value;
}
