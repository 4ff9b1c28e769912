// The blob store on a failing S3. The store behind the faulty server writes objects atomically, like S3.
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { bodyAttempts, s3Limits } from '../../../lambda/adapters/aws/client-config';
import { S3BlobStore } from '../../../lambda/adapters/aws/s3-blob-store';
import { renditionKey } from '../../../lambda/core/keys';
import type { BlobStore } from '../../../lambda/core/ports';
import { sizeNames } from '../../../lambda/core/sizes';
import { photo } from '../../../lib/testing/images/photo';
import { largestSize } from '../../../lib/testing/sizes';
import { s3At } from '../../../lib/testing/stand-ins/clients';
import {
  answer,
  type Behavior,
  cutAt,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  pass,
  slowDown,
  stallAt,
  startFaultyServer,
} from '../../../lib/testing/stand-ins/faulty-server';
import { type MemoryS3, startMemoryS3 } from '../../../lib/testing/stand-ins/memory-s3';
import { openTestServices, type TestServices } from '../../support/services';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../../support/upload';

const bucket = 'bucket';
const body = randomBytes(1024 * 1024);

let s3: MemoryS3;
let server: FaultyServer;
/** Through the faulty server. */
let store: BlobStore;
/** Directly. */
let direct: BlobStore;

beforeAll(async () => {
  s3 = await startMemoryS3();
  server = await startFaultyServer(s3.endpoint);
  store = new S3BlobStore(s3At(server.endpoint), bucket);
  direct = new S3BlobStore(s3At(s3.endpoint), bucket);
});
beforeEach(() => {
  server.reset();
  s3.writes.length = 0;
});
afterAll(async () => {
  await server.close();
  await s3.close();
});

let keys = 0;
const newKey = () => `renditions/${++keys}`;
const isBody = (bytes: Uint8Array | undefined) => bytes !== undefined && body.equals(bytes);

async function storedKey(checksum = true): Promise<string> {
  const key = newKey();
  await direct.write(key, body, 'image/webp');
  if (!checksum) delete s3.objects.get(`/${bucket}/${key}`)?.headers['x-amz-checksum-crc32'];
  return key;
}

describe('a read', () => {
  async function expectWhole(behaviors: Behavior[], checksum = true): Promise<void> {
    const key = await storedKey(checksum);
    server.next(...behaviors);
    expect(isBody(await store.read(key))).toBe(true);
    expect(server.requests).toHaveLength(behaviors.length + 1);
  }

  it.each([
    ['S3 asks twice to slow down', [slowDown, slowDown]],
    ['S3 answers 500 twice', [internalError, internalError]],
    ['the connection breaks twice', [dropBefore, dropAfter]],
  ])('returns the entire object although %s', (_fault, behaviors) => expectWhole(behaviors));

  // An object written by the SDK has a checksum, which the SDK verifies on reading. One uploaded by a form may have none.
  describe.each([true, false])('of an object (with a checksum: %s)', (checksum) => {
    it.each([
      ['the body breaks off before its first byte', [cutAt(0)]],
      ['the body breaks off in the middle', [cutAt(500_000)]],
      ['the body breaks off before its last byte', [cutAt(body.length - 1)]],
      ['the body stalls in the middle', [stallAt(500_000)]],
      ['the body breaks off, and S3 responds with 500', [cutAt(500_000), internalError]],
    ])('returns the entire object although %s', (_fault, behaviors) => expectWhole(behaviors, checksum));

    it.each([0, 1, 500_000, body.length - 1])(
      'fails without returning a part when every body breaks off at byte %d',
      async (byte) => {
        const key = newKey();
        await direct.write(key, body, 'image/webp');
        if (!checksum) delete s3.objects.get(`/${bucket}/${key}`)?.headers['x-amz-checksum-crc32'];
        server.always(cutAt(byte));
        await expect(store.read(key)).rejects.toThrow();
        expect(server.requests).toHaveLength(bodyAttempts);
      },
    );
  });

  it('fails when the received bytes are not the stored ones', async () => {
    const key = await storedKey();
    const object = s3.objects.get(`/${bucket}/${key}`);
    object?.body.writeUInt8(object.body.readUInt8(1000) ^ 1, 1000);
    await expect(store.read(key)).rejects.toThrow('Checksum mismatch');
  });

  it('does not treat an error as a missing object', async () => {
    for (const fault of [slowDown, internalError, answer(403, ''), answer(400, '')]) {
      server.always(fault);
      await expect(store.stat('renditions/never')).rejects.toThrow();
    }
  });
});

describe('a write', () => {
  it.each([
    ['S3 asks twice to slow down', [slowDown, slowDown], 1],
    ['S3 answers 500 twice', [internalError, internalError], 1],
    ['the connection breaks before the request arrives', [dropBefore, dropBefore], 1],
    ['the response is lost after the write', [dropAfter, dropAfter], 3],
  ])('stores one complete object although %s', async (_fault, faults, writes) => {
    const key = newKey();
    server.next(...faults);
    await store.write(key, body, 'image/webp');
    expect(isBody(await direct.read(key))).toBe(true);
    expect(s3.writes).toHaveLength(writes);
  });

  it('that fails keeps the previous object', async () => {
    const key = newKey();
    await direct.write(key, body, 'image/webp');
    server.always(dropBefore);
    await expect(store.write(key, randomBytes(3 * 1024 * 1024), 'image/webp')).rejects.toThrow();
    expect(server.requests).toHaveLength(s3Limits.maxAttempts);
    expect(isBody(await direct.read(key))).toBe(true);
  });

  it('that breaks off in the middle of its body stores no object', async () => {
    const path = `/${bucket}/${newKey()}`;
    await new Promise((resolve) => {
      const put = request(`${server.endpoint}${path}`, { method: 'PUT', headers: { 'content-length': body.length } });
      put.on('error', resolve).write(body.subarray(0, 500_000), () => put.destroy());
    });
    expect(s3.objects.has(path)).toBe(false);
  });
});

describe('an upload whose renditions cannot all be written', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await openTestServices();
  });
  afterAll(() => services.close());

  it('stays PENDING without sizes, and becomes READY with all sizes when its message is retried', async () => {
    const id = await createRecord(services, 'alice');
    const facts = await storeOriginal(services, { owner: 'alice', id }, await photo());
    const record = () => services.own.images.find('alice', id);
    // The write of one size always fails; all others succeed.
    server.always((exchange) => {
      const forward = exchange.request.url?.includes(`/${largestSize}`) ? slowDown : pass;
      return forward(exchange);
    });
    await expect(handleUpload(services, uploadEvent(facts), { renditions: store })).rejects.toThrow('SlowDown');
    expect(await record()).toMatchObject({ status: 'PENDING' });
    expect(await record()).not.toHaveProperty('sizes');

    server.reset();
    await handleUpload(services, uploadEvent(facts, { receives: 2 }), { renditions: store });

    const ready = await record();
    expect(ready).toMatchObject({ status: 'READY', processing: { attempts: 2 } });
    for (const size of sizeNames) {
      const stored = await direct.stat(renditionKey({ owner: 'alice', id, version: facts.version, size }));
      expect(ready).toMatchObject({ sizes: { [size]: { bytes: stored?.bytes } } });
    }
  });
});
