// Services that are slow in ways that the SDK's own timeouts do not detect. All of them are tested in parallel.

import {
  type CallLimits,
  counterLimits,
  dynamoLimits,
  eventBridgeLimits,
  s3Limits,
  sqsLimits,
  ssmLimits,
  worstCaseMs,
} from '../../../lambda/adapters/aws/client-config';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from '../../../lambda/adapters/aws/dynamo-markers';
import { DynamoPendingImages } from '../../../lambda/adapters/aws/dynamo-pending-images';
import { DynamoUsageCounters } from '../../../lambda/adapters/aws/dynamo-usage-counters';
import { EventBridgePublisher } from '../../../lambda/adapters/aws/eventbridge-publisher';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import { SqsMessageQueues } from '../../../lambda/adapters/aws/sqs-message-queues';
import { SqsUploadAnnouncer } from '../../../lambda/adapters/aws/sqs-upload-announcer';
import { SsmSecrets } from '../../../lambda/adapters/aws/ssm-secrets';
import { systemClock } from '../../../lambda/adapters/system-clock';
import type { BlobStore, Counter, ImageRepository, Markers, PendingImages, UsageCounters } from '../../../lambda/core/ports';
import { notUploaded } from '../../../lambda/core/rejection';
import { dynamoAt, eventBridgeAt, s3At, sqsAt, ssmAt } from '../../../lib/testing/stand-ins/clients';
import {
  answer,
  type Behavior,
  type FaultyServer,
  silence,
  startFaultyServer,
  trickle,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type MemoryS3, startMemoryS3 } from '../../../lib/testing/stand-ins/memory-s3';
import { at, pending, ready, upload } from '../../contracts/image-repository';

const image = pending('alice');

/** Everything takes half of its time here; `composition.test.ts` checks that the deployed clients have all of it. */
const pace = 0.5;
const paced = (limits: CallLimits): CallLimits => ({
  maxAttempts: limits.maxAttempts,
  connectMs: limits.connectMs * pace,
  attemptMs: limits.attemptMs * pace,
  callMs: limits.callMs * pace,
});

/** Requests a delay that exceeds every function's timeout. */
const askForPatience = answer(503, '', { 'retry-after': '60' });

/** Responds to every attempt with an error just before the timeout. */
const late =
  (limits: CallLimits): Behavior =>
  ({ response }) =>
    setTimeout(() => response.writeHead(503).end(), limits.attemptMs - 50);

/** A call to the service at an endpoint, and its limits before they are scaled. */
interface Call {
  readonly limits: CallLimits;
  readonly at: (endpoint: string, limits: CallLimits) => Promise<unknown>;
}

const images = (call: (images: ImageRepository) => Promise<unknown>): Call => ({
  limits: dynamoLimits,
  at: (endpoint, limits) => call(new DynamoImageRepository(dynamoAt(endpoint, limits), 'Images')),
});
// part: quotas
const counters = (call: (counters: UsageCounters) => Promise<unknown>): Call => ({
  limits: counterLimits,
  at: (endpoint, limits) => call(new DynamoUsageCounters(dynamoAt(endpoint, limits), 'Images')),
});
// part: sweep
const waiting = (call: (pending: PendingImages) => Promise<unknown>): Call => ({
  limits: dynamoLimits,
  at: (endpoint, limits) => call(new DynamoPendingImages(dynamoAt(endpoint, limits), 'Images')),
});
// part: sweep
const markers = (call: (markers: Markers) => Promise<unknown>): Call => ({
  limits: dynamoLimits,
  at: (endpoint, limits) => call(new DynamoMarkers(dynamoAt(endpoint, limits), 'Images')),
});
const store = (call: (store: BlobStore) => Promise<unknown>): Call => ({
  limits: s3Limits,
  at: (endpoint, limits) => call(new S3BlobStore(s3At(endpoint, limits), 'bucket')),
});

const counter: Counter = { owner: 'alice', name: 'storedImages' }; // part: quotas
const since = { owner: 'alice', id: image.id, since: image.updatedAt };

const calls: Record<keyof typeof worstCaseMs, Call> = {
  'images.add': images((images) => images.add(image)),
  'images.find': images((images) => images.find('alice', image.id)),
  'images.list': images((images) => images.list('alice', { limit: 100 })),
  'images.count': images((images) => images.count('alice')), // part: quotas
  'images.assign': images((images) => images.assign(image, upload('1'))),
  'images.settle': images((images) => images.settle(image, upload('1'), ready, at)),
  'images.replaceSizes': images((images) => images.replaceSizes(image, upload('1'), ready, at)), // part: ops
  'images.restart': images((images) => images.restart(image, 1, at)),
  'images.remove': images((images) => images.remove(image)),
  'counters.add': counters((counters) => counters.add(counter, 1, at)), // part: quotas
  'counters.subtract': counters((counters) => counters.subtract(counter, at)), // part: quotas
  'counters.read': counters((counters) => counters.read(counter)), // part: quotas
  'counters.correct': counters((counters) => counters.correct(counter, 1, 2, at, at)), // part: quotas
  'pending.list': waiting((pending) => pending.list(at, 100)), // part: sweep
  'pending.claim': waiting((pending) => pending.claim(since, at)), // part: sweep
  'pending.abandon': waiting((pending) => pending.abandon(since, notUploaded, at)), // part: sweep
  'markers.load': markers((markers) => markers.load('originals')), // part: sweep
  'markers.save': markers((markers) => markers.save('originals', 'key')), // part: sweep
  'originals.stat': store((store) => store.stat('key')),
  'originals.read': store((store) => store.read('key')),
  'originals.list': store((store) => store.list('', { limit: 100 })),
  'originals.removeVersion': store((store) => store.removeVersion('key', 'v')),
  'originals.removeAll': store((store) => store.removeAll('')),
  'renditions.write': store((store) => store.write('key', Buffer.alloc(3 * 1024 * 1024), 'image/webp')),
  'renditions.remove': store((store) => store.remove(['key'])),
  'renditions.list': store((store) => store.list('', { limit: 100 })),
  'renditions.removeAll': store((store) => store.removeAll('')),
  'uploads.announce': {
    limits: sqsLimits,
    at: (endpoint, limits) =>
      new SqsUploadAnnouncer(sqsAt(endpoint, limits), `${endpoint}/111122223333/uploads`).announce({
        ...since,
        version: 'v',
        attempt: 1,
        at: since.since,
      }),
  },
  'queues.send': {
    limits: sqsLimits,
    at: (endpoint, limits) =>
      new SqsMessageQueues(sqsAt(endpoint, limits), { mails: `${endpoint}/111122223333/mails` }).send('mails', '{}'),
  },
  'events.publish': {
    limits: eventBridgeLimits,
    at: (endpoint, limits) =>
      new EventBridgePublisher(eventBridgeAt(endpoint, limits), 'bus').publish([
        { type: 'ImageDeleted', version: 1, eventId: '1', owner: 'alice', id: image.id, at: since.since, cause: 'REQUEST' },
      ]),
  },
  // part: signed
  'secrets.read': {
    limits: ssmLimits,
    at: (endpoint, limits) => new SsmSecrets(ssmAt(endpoint, limits), 'App-test', systemClock).read('partner-hooks'),
  },
};

const behaviors: Record<string, (limits: CallLimits) => Behavior> = {
  'never responds': () => silence,
  'responds slowly, byte by byte': () => trickle,
  'requests a long delay': () => askForPatience,
  'responds late and with errors': late,
};

let s3: MemoryS3;
const servers: FaultyServer[] = [];
const took = new Map<string, Promise<Timed>>();

interface Timed {
  readonly ms: number;
  /** When a timer of the longest time allowed ended, which began with the call: later on a busy machine. Infinite if it did not end. */
  readonly allowedMs: number;
  readonly error?: Error;
}

async function time(work: () => Promise<unknown>, longestMs: number): Promise<Timed> {
  const started = performance.now();
  let allowedMs = Number.POSITIVE_INFINITY;
  const timer = setTimeout(() => {
    allowedMs = performance.now() - started;
  }, longestMs);
  const error = await work().then(
    () => undefined,
    (error: Error) => error,
  );
  clearTimeout(timer);
  return { ms: performance.now() - started, allowedMs, error };
}

beforeAll(async () => {
  s3 = await startMemoryS3();
  s3.objects.set('/bucket/key', { body: Buffer.alloc(1000), headers: {} });
  for (const [behavior, make] of Object.entries(behaviors)) {
    for (const [name, { limits, at }] of Object.entries(calls)) {
      const allowed = paced(limits);
      const server = await startFaultyServer(s3.endpoint);
      server.always(make(allowed));
      servers.push(server);
      const call = () => at(server.endpoint, allowed);
      took.set(`${name} ${behavior}`, time(call, worstCaseMs[name as keyof typeof worstCaseMs] * pace));
    }
  }
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await s3.close();
});

describe.each(Object.keys(behaviors))('when a service %s', (behavior) => {
  it.each(Object.entries(worstCaseMs))(
    '%s ends within its %d ms',
    async (name) => {
      const outcome = await took.get(`${name} ${behavior}`);
      // Two seconds of tolerance for a machine that runs other tests. Without a deadline, the call would never end.
      expect(outcome?.ms).toBeLessThan((outcome?.allowedMs ?? 0) + 2000);
      // A HEAD response has no body, and a PUT or DELETE ends with the headers.
      const endsWithHeaders = behavior === 'responds slowly, byte by byte' && name !== 'originals.read';
      if (!endsWithHeaders) expect(outcome).toHaveProperty('error.message');
    },
    20_000,
  );
});
