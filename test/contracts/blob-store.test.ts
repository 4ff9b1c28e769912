import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { describeWith } from '../../lib/testing/describe-with';
import { buckets, moto, type S3Server, startMoto, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { FileBlobStore } from '../../local/s3/file-blob-store';
import { type BlobStoreTraits, blobStoreContract } from './blob-store';

describe.each([{ versioned: true }, { versioned: false }])('FileBlobStore, %o', ({ versioned }) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  blobStoreContract({ versioned, answersReaders: false }, () => {
    return { store: new FileBlobStore({ folder: join(folder, 'objects'), incoming: join(folder, 'incoming'), versioned }) };
  });
});

function onServer(start: () => Promise<S3Server>, limits: Pick<BlobStoreTraits, 'longestPart'> = {}): void {
  let server: S3Server;
  beforeAll(async () => {
    server = await start();
  }, 60_000);
  afterAll(() => server?.close());

  describe.each(['originals', 'renditions'] as const)('with a bucket of %s', (name) => {
    blobStoreContract({ versioned: name === 'originals', answersReaders: true, ...limits }, () => {
      const Bucket = buckets[name];
      return {
        store: new S3BlobStore(server.client, Bucket),
        cacheControlOf: async (Key) => (await server.client.send(new HeadObjectCommand({ Bucket, Key }))).CacheControl,
      };
    });
  });
}

describeWith(moto, 'S3BlobStore on moto', (command) => onServer(() => startMoto(command)));

// It stores objects as files, and each part of a key as a folder.
describeWith(versitygw, 'S3BlobStore on versitygw', (command) => onServer(() => startVersitygw(command), { longestPart: 250 }));
