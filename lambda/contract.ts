/**
 * What the stack and the code agree on. The stack reads this file and the two tables (`api/endpoints.ts`,
 * `events/triggers.ts`), and nothing else of the handlers.
 */

/** What a function may do: a service of ours, and what it does there. The stack grants exactly the actions behind it. */
export type Permit =
  | 'images.add'
  | 'images.find'
  | 'images.list'
  | 'images.count'
  | 'images.assign'
  | 'images.settle'
  | 'images.replaceSizes'
  | 'images.restart'
  | 'images.remove'
  | 'pending.list'
  | 'pending.claim'
  | 'pending.abandon'
  | 'counters.add'
  | 'counters.subtract'
  | 'counters.read'
  | 'counters.correct'
  | 'markers.load'
  | 'markers.save'
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
  /** To the queue of this name, which is in a row of `events/triggers.ts`. */
  | `queues.send:${string}`
  | 'changes.decode'
  | 'events.publish'
  | 'metrics.add';

/** The services a function is composed of; each is bundled only into the functions that hold a permit for it. */
export type ServiceName = Permit extends `${infer Service}.${string}` ? Service : never;

/** Holds the URL of a queue: see `queueUrlKey`. */
export type QueueUrlKey = `${string}_QUEUE_URL`;

/** Settings that the stack hands to the functions. */
export type EnvironmentKey =
  | 'TABLE_NAME'
  | 'ORIGINALS_BUCKET'
  | 'RENDITIONS_BUCKET'
  | QueueUrlKey
  | 'EVENT_BUS'
  | 'IMAGE_SETTINGS'
  | 'SERVICE_NAME'
  | 'SERVICE_VERSION'
  | 'ORIGIN_SHA256'
  | 'MALLOC_ARENA_MAX';

/** The settings that each service reads at cold start. */
export const environmentOf: Readonly<Record<ServiceName, readonly EnvironmentKey[]>> = {
  images: ['TABLE_NAME'],
  pending: ['TABLE_NAME'],
  counters: ['TABLE_NAME'],
  markers: ['TABLE_NAME'],
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
};

/**
 * For glibc, not for our code: how many arenas the resizer's threads share. With an arena of its own, each thread keeps the
 * memory of the largest image that it has worked on: after 24 images of 50 megapixels a process held 2.5 GiB, with two
 * arenas 0.8 GiB. @see https://sharp.pixelplumbing.com/install/#linux-memory-allocator
 */
export const mallocArenas = '2';

/** The settings that every function reads. */
export const commonEnvironment: readonly EnvironmentKey[] = ['IMAGE_SETTINGS', 'SERVICE_VERSION'];

/** Where a function reads the URL of a queue that it may send to: `order-mails` becomes `ORDER_MAILS_QUEUE_URL`. */
export function queueUrlKey(queue: string): QueueUrlKey {
  return `${queue.toUpperCase().replaceAll('-', '_')}_QUEUE_URL`;
}

/** The queues that permits let a function send to. */
export function queuesFor(may: readonly Permit[]): string[] {
  return may.flatMap((permit) => (permit.startsWith('queues.send:') ? [permit.slice('queues.send:'.length)] : []));
}

/** Every setting that a function with these permits reads. */
export function environmentFor(may: readonly Permit[]): EnvironmentKey[] {
  const ofServices = servicesFor(may).flatMap((service) => environmentOf[service]);
  return [...new Set([...commonEnvironment, ...ofServices, ...queuesFor(may).map(queueUrlKey)])];
}

/** The services behind permits, each once. */
export function servicesFor(may: readonly Permit[]): ServiceName[] {
  return [...new Set(may.map((permit) => permit.split('.')[0] as ServiceName))];
}

/** The keys of the table and of its sparse index of records that are still PENDING: for the stack and the local run. */
export const tableSchema = {
  partitionKey: { name: 'owner', type: 'S' },
  sortKey: { name: 'id', type: 'S' },
  /** Epoch seconds after which DynamoDB removes a record. */
  timeToLive: 'expiresAt',
  pendingIndex: {
    name: 'ByPending',
    partitionKey: { name: 'pendingShard', type: 'N' },
    sortKey: { name: 'pendingSince', type: 'S' },
  },
} as const;

/** What the events of the application say of themselves on the bus: their source, and their types. */
export const eventSource = 'serverless-image-api';
export const eventTypes = ['ImageReady', 'ImageFailed', 'ImageDeleted'] as const;
export type EventType = (typeof eventTypes)[number];

/** What an access token opens the API with: the one scope of the resource server, as Cognito writes it. */
export const resourceServer = { identifier: 'image-api', scope: 'images' } as const;
export const imagesScope = `${resourceServer.identifier}/${resourceServer.scope}` as const;

/** In which CloudFront hands a secret to the API, where a stage has one. The functions know its digest alone: `ORIGIN_SHA256`. */
export const originSecretHeader = 'x-origin-secret';

/** What whoever signs in asks for: who they are, and the images. */
export const signInScopes = ['openid', 'email', imagesScope] as const;

/** How often the message of an upload is received before it is set aside, among the dead letters. */
export const uploadMaxReceives = 5;

/**
 * What the application counts, as CloudWatch knows it. The dimension tells the copies of the application in one account apart:
 * its value is the stack's name. `failed` is counted once for all reasons, and once more with its reason as a second dimension.
 */
export const metricNames = {
  namespace: 'serverless-image-api',
  dimension: 'service',
  ready: 'ImagesReady',
  failed: 'ImagesFailed',
  reasonDimension: 'reason',
  bytesIn: 'BytesIn',
  bytesOut: 'BytesOut',
  uploadToReadyMs: 'UploadToReadyMs',
} as const;
