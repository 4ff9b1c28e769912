// Services that are slow, in every way that the library's own timeouts do not see. All of them are waited for at once.

import { type CallLimits, dynamoLimits, s3Limits, worstCaseMs } from '../../../lambda/adapters/aws/client-config';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import type { BlobStore, ImageRepository } from '../../../lambda/core/ports';
import { at, pending, ready, upload } from '../../contracts/image-repository';
import { dynamoAt, s3At } from '../../servers/clients';
import { answer, type Behaviour, type FaultyServer, silence, startFaultyServer, trickle } from '../../servers/faulty-server';
import { type MemoryS3, startMemoryS3 } from '../../servers/memory-s3';

const image = pending('alice');

/** Everything takes half of its time here; `composition.test.ts` sees that the deployed clients have the whole of it. */
const pace = 0.5;
const paced = (limits: CallLimits): CallLimits => ({
  maxAttempts: limits.maxAttempts,
  connectMs: limits.connectMs * pace,
  attemptMs: limits.attemptMs * pace,
  callMs: limits.callMs * pace,
});

/** Asks for a wait that no function has. */
const askForPatience = answer(503, '', { 'retry-after': '60' });

/** Every try is answered just in time, and in vain. */
const late =
  (limits: CallLimits): Behaviour =>
  ({ response }) =>
    setTimeout(() => response.writeHead(503).end(), limits.attemptMs - 50);

const ofRecords: Record<string, (images: ImageRepository) => Promise<unknown>> = {
  'images.add': (images) => images.add(image),
  'images.find': (images) => images.find('alice', image.id),
  'images.list': (images) => images.list('alice', { limit: 100 }),
  'images.settle': (images) => images.settle(image, upload('1'), ready, at),
};

const ofObjects: Record<string, (store: BlobStore) => Promise<unknown>> = {
  'originals.stat': (store) => store.stat('key'),
  'originals.read': (store) => store.read('key'),
  'renditions.write': (store) => store.write('key', Buffer.alloc(3 * 1024 * 1024), 'image/webp'),
  'renditions.remove': (store) => store.remove(['key']),
};

const behaviours: Record<string, (limits: CallLimits) => Behaviour> = {
  'never answers': () => silence,
  'answers bit by bit': () => trickle,
  'asks for patience': () => askForPatience,
  'answers late and in vain': late,
};

let s3: MemoryS3;
const servers: FaultyServer[] = [];
const took = new Map<string, Promise<{ ms: number; error?: Error }>>();

async function time(work: () => Promise<unknown>): Promise<{ ms: number; error?: Error }> {
  const started = performance.now();
  const error = await work().then(
    () => undefined,
    (error: Error) => error,
  );
  return { ms: performance.now() - started, error };
}

beforeAll(async () => {
  s3 = await startMemoryS3();
  s3.objects.set('/bucket/key', { body: Buffer.alloc(1000), headers: {} });
  for (const [behaviour, make] of Object.entries(behaviours)) {
    const start = async (limits: CallLimits) => {
      const server = await startFaultyServer(s3.endpoint);
      server.always(make(limits));
      servers.push(server);
      return server.endpoint;
    };
    const [ofDynamo, ofS3] = [paced(dynamoLimits), paced(s3Limits)];
    const images = new DynamoImageRepository(dynamoAt(await start(ofDynamo), ofDynamo), 'Images');
    const store = new S3BlobStore(s3At(await start(ofS3), ofS3), 'bucket');
    for (const [name, call] of Object.entries(ofRecords))
      took.set(
        `${name} ${behaviour}`,
        time(() => call(images)),
      );
    for (const [name, call] of Object.entries(ofObjects))
      took.set(
        `${name} ${behaviour}`,
        time(() => call(store)),
      );
  }
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await s3.close();
});

describe.each(Object.keys(behaviours))('when a service %s', (behaviour) => {
  it.each(Object.entries(worstCaseMs))(
    '%s ends within its %d ms',
    async (name, worst) => {
      const outcome = await took.get(`${name} ${behaviour}`);
      // Two seconds for the timers of a machine that is busy with all the other tests; without a deadline it would be for ever.
      expect(outcome?.ms).toBeLessThan(worst * pace + 2000);
      // A HEAD has no body to wait for, and a PUT or DELETE is over with its head.
      const headIsAll = behaviour === 'answers bit by bit' && name !== 'originals.read';
      if (!headIsAll) expect(outcome).toHaveProperty('error.message');
    },
    20_000,
  );
});
