import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { S3SignedUrls } from '../../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import type { Clock } from '../../lambda/core/ports';
import { describeWith } from '../../lib/testing/describe-with';
import { buckets, type S3Server, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { TestLog } from '../../lib/testing/test-log';
import { EventBus } from '../../local/eventbridge/event-bus';
import { listen } from '../../local/http-server';
import { bucketPaths, ObjectServer } from '../../local/s3/object-server';
import { QueueSender } from '../../local/sqs/queue-sender';
import { openServices } from '../support/services';
import { signedUrlsContract } from './signed-urls';

const closers: (() => Promise<unknown>)[] = [];
afterAll(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const signerWith = (given: Partial<typeof credentials>, where = region) =>
  new S3Signer({ region: where, credentials: { ...credentials, ...given } });

describe('S3SignedUrls on the object server of the local run', () => {
  signedUrlsContract(async (clock) => {
    const dataDir = await mkdtemp(join(tmpdir(), 'app-test-'));
    closers.push(() => rm(dataDir, { recursive: true, force: true }));
    const server = await listen(0, new TestLog());
    closers.push(() => server.close());
    const origin = `http://localhost:${server.port}`;
    const sender = new QueueSender();
    const { own, signer, close } = await openServices({
      dataDir,
      origin,
      clock,
      log: new TestLog(),
      uploads: sender.uploads,
      queues: sender,
      events: new EventBus(new TestLog()),
    });
    closers.push(close);
    // Nothing processes these uploads.
    const queue = {
      hold: async (body: string) => ({ id: 'm', body, sentAt: 0, place: 0, receives: 0 }),
      release: () => undefined,
      forget: async () => undefined,
    };
    const objects = new ObjectServer({ ...own, signer, clock, origin, queue });
    server.serve((request, response) => objects.handle(request, response));
    const addresses = {
      originals: { bucket: 'originals', url: origin + bucketPaths.originals },
      renditions: { bucket: 'renditions', url: origin + bucketPaths.renditions },
    };
    const forger = signerWith({ accessKeyId: 'local' }, 'local');
    return { ...own, forged: new S3SignedUrls({ ...addresses, clock, signer: forger }) };
  });
});

describeWith(versitygw, 'S3SignedUrls on versitygw', (command) => {
  signedUrlsContract(async (clock) => {
    const server = await startVersitygw(command);
    closers.push(() => server.close());
    return {
      urls: urlsOn(server, clock, signerWith({})),
      forged: urlsOn(server, clock, signerWith({ secretAccessKey: 'guessed' })),
      originals: new S3BlobStore(server.client, buckets.originals),
      renditions: new S3BlobStore(server.client, buckets.renditions),
    };
  });
});

function urlsOn({ endpoint }: S3Server, clock: Clock, signer: S3Signer): S3SignedUrls {
  const address = (bucket: string) => ({ bucket, url: `${endpoint}/${bucket}/` });
  return new S3SignedUrls({ originals: address(buckets.originals), renditions: address(buckets.renditions), clock, signer });
}
