import { appName, shortName } from './names';

/**
 * The contract between the stack and the handlers. The stack reads this file and the two tables (`api/endpoints.ts`,
 * `events/triggers.ts`), and nothing else of the handlers.
 */

/** One operation of one service. The stack grants a function exactly the IAM actions behind its permits. */
export type Permit =
  | SecretPermit // part: signed
  | ServicePermit
  | QueuePermit;

/** Reading one secret, such as `secrets.read:partner-hooks`. */
export type SecretPermit = `secrets.read:${string}`; // part: signed

/** Sending to one queue of `events/triggers.ts`, such as `queues.send:order-mails`. */
export type QueuePermit = `queues.send:${string}`;

export type ServicePermit =
  | 'images.add'
  | 'images.find'
  | 'images.list'
  | 'images.count' // part: quotas
  | 'images.assign'
  | 'images.settle'
  | 'images.replaceSizes' // part: ops
  | 'images.restart'
  | 'images.remove'
  | 'pending.list' // part: sweep
  | 'pending.claim' // part: sweep
  | 'pending.abandon' // part: sweep
  | 'counters.add' // part: quotas
  | 'counters.subtract' // part: quotas
  | 'counters.read' // part: quotas
  | 'counters.correct' // part: quotas
  | 'markers.load' // part: sweep
  | 'markers.save' // part: sweep
  | 'originals.stat'
  | 'originals.read'
  | 'originals.list'
  | 'originals.removeVersion'
  | 'originals.removeAll'
  | 'renditions.write'
  | 'renditions.remove'
  | 'renditions.list'
  | 'renditions.removeAll'
  | 'urls.uploadForm'
  | 'urls.readUrl'
  | 'resizer.resize'
  | 'uploads.announce'
  | 'changes.decode'
  | 'events.publish'
  | 'metrics.add';

/** The services that functions are composed of. A service is bundled only into the functions that have a permit for it. */
export type ServiceName = ServiceOf<Permit>;

/** Holds the URL of a queue: see `queueUrlKey`. */
export type QueueUrlKey = `${string}_QUEUE_URL`;

type ServiceOf<P> = P extends `${infer Service}.${string}` ? Service : never;

/** Environment variables that the stack passes to the functions. */
export type EnvironmentKey =
  | 'TABLE_NAME'
  | 'ORIGINALS_BUCKET'
  | 'RENDITIONS_BUCKET'
  | QueueUrlKey
  | 'EVENT_BUS'
  | 'IMAGE_SETTINGS'
  | 'SERVICE_NAME'
  | 'SERVICE_VERSION'
  | 'ORIGIN_SHA256' // part: web
  | 'MALLOC_ARENA_MAX';

/** The environment variables that each service reads at cold start. */
export const environmentOf: Readonly<Record<ServiceName, readonly EnvironmentKey[]>> = {
  images: ['TABLE_NAME'],
  pending: ['TABLE_NAME'], // part: sweep
  counters: ['TABLE_NAME'], // part: quotas
  markers: ['TABLE_NAME'], // part: sweep
  originals: ['ORIGINALS_BUCKET'],
  renditions: ['RENDITIONS_BUCKET'],
  urls: ['ORIGINALS_BUCKET', 'RENDITIONS_BUCKET'],
  resizer: ['MALLOC_ARENA_MAX'],
  uploads: [queueUrlKey('uploads')],
  // One for each queue: see `environmentFor`.
  queues: [],
  changes: [],
  events: ['EVENT_BUS'],
  metrics: ['SERVICE_NAME'],
  secrets: ['SERVICE_NAME'], // part: signed
};

/**
 * Number of glibc malloc arenas that the resizer's threads share. A thread with its own arena keeps the memory of the largest
 * image that it has processed: after 24 images of 50 megapixels, a process held 2.5 GiB, or 0.8 GiB with two arenas.
 * @see https://sharp.pixelplumbing.com/install/#linux-memory-allocator
 */
export const mallocArenas = '2';

/** Environment variables that every function reads. */
export const commonEnvironment: readonly EnvironmentKey[] = ['IMAGE_SETTINGS', 'SERVICE_VERSION'];

/** The environment variable with the URL of a queue: `order-mails` becomes `ORDER_MAILS_QUEUE_URL`. */
export function queueUrlKey(queue: string): QueueUrlKey {
  return `${queue.toUpperCase().replaceAll('-', '_')}_QUEUE_URL`;
}

/** The queues that the permits allow to send to. */
export function queuesFor(may: readonly Permit[]): string[] {
  return may.flatMap((permit) => queueOf(permit) ?? []);
}

/** Every environment variable that a function with these permits reads. */
export function environmentFor(may: readonly Permit[]): EnvironmentKey[] {
  const ofServices = servicesFor(may).flatMap((service) => environmentOf[service]);
  return [...new Set([...commonEnvironment, ...ofServices, ...queuesFor(may).map(queueUrlKey)])];
}

/** Returns the services behind the permits, without duplicates. */
export function servicesFor(may: readonly Permit[]): ServiceName[] {
  return [...new Set(may.map((permit) => permit.split('.')[0] as ServiceName))];
}

// part: signed
/** The name of the secret that a permit lets read; `undefined` for every other permit. */
export function secretOf(permit: Permit): string | undefined {
  return /^secrets\.read:(.*)$/s.exec(permit)?.[1];
}

/** The name of the queue that a permit allows to send to; `undefined` for every other permit. */
export function queueOf(permit: Permit): string | undefined {
  return /^queues\.send:(.*)$/s.exec(permit)?.[1];
}

// part: signed
/** @throws TypeError unless the name fits into a parameter's name and a file's */
export function checkSecretName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) return;
  throw new TypeError(`The secret is named "${name}". Use 1 to 63 lowercase letters, digits and hyphens, such as partner-hooks.`);
}

// part: signed
/** Where the stack of that name keeps a secret in Parameter Store. @throws TypeError */
export function secretParameter(stack: string, name: string): `/${string}` {
  checkSecretName(name);
  return `/${stack}/${name}`;
}

/** Keys of the table and of its sparse index of PENDING records. The stack and the local run create the table from them. */
export const tableSchema = {
  partitionKey: { name: 'owner', type: 'S' },
  sortKey: { name: 'id', type: 'S' },
  /** Epoch seconds after which DynamoDB expires the record. */
  timeToLive: 'expiresAt',
  // part: sweep
  pendingIndex: {
    name: 'ByPending',
    partitionKey: { name: 'pendingShard', type: 'N' },
    sortKey: { name: 'pendingSince', type: 'S' },
  },
} as const;

/** Source and detail types of the events that the application publishes on the bus. */
export const eventSource = appName;
export const eventTypes = ['ImageReady', 'ImageFailed', 'ImageDeleted'] as const;
export type EventType = (typeof eventTypes)[number];

/** The only scope of the API's resource server, as Cognito writes it. */
export const resourceServer = { identifier: shortName, scope: 'images' } as const;
export const imagesScope = `${resourceServer.identifier}/${resourceServer.scope}` as const;

/**
 * Request header with a secret, for stages whose API requires one. The functions know only its digest: `ORIGIN_SHA256`.
 */
export const originSecretHeader = 'x-origin-secret';

/**
 * Ports on which a command waits for the browser to return from the sign-in. Cognito compares callback URLs exactly, including
 * the port, so that they are fixed; the first free one is used. None of them is registered with IANA.
 */
export const loopbackPorts = [48711, 48712, 48713] as const;

/** Callback URLs that the issuer may redirect to. `http` is allowed for localhost only. */
export const loopbackRedirects: readonly string[] = loopbackPorts.map((port) => `http://localhost:${port}/`);

/** Scopes that a sign-in requests: the user's identity, and access to images. */
export const signInScopes = ['openid', 'email', imagesScope] as const;

/** Number of times that an upload's message is received before it moves to the dead-letter queue. */
export const uploadMaxReceives = 5;

/**
 * Names of the application's CloudWatch metrics. The dimension separates several deployments in one account: its value is the
 * stack's name. `failed` is published twice: for all reasons, and with the reason as a second dimension.
 */
export const metricNames = {
  namespace: appName,
  dimension: 'service',
  ready: 'ImagesReady',
  failed: 'ImagesFailed',
  reasonDimension: 'reason',
  bytesIn: 'BytesIn',
  bytesOut: 'BytesOut',
  uploadToReadyMs: 'UploadToReadyMs',
} as const;
