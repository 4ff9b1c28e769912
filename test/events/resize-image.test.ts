import { renditionKey, uploadKey } from '../../lambda/core/keys';
import { type SizeName, sizeNames } from '../../lambda/core/sizes';
import type { Services } from '../../lambda/services';
import { photo } from '../images/photo';
import { openTestServices, type TestServices } from '../support/services';
import { createRecord, handleUpload, sqsEvent, storeOriginal, uploadEvent } from '../support/upload';

let services: TestServices;
let jpeg: Buffer;
beforeAll(async () => {
  services = await openTestServices();
  jpeg = await photo({ width: 300, height: 200 });
});
afterAll(() => services.close());

const owner = 'alice';
const find = (id: string) => services.own.images.find(owner, id);

async function uploaded(bytes: Uint8Array = jpeg, contentType: 'image/jpeg' | 'image/png' | 'image/webp' = 'image/jpeg') {
  const id = await createRecord(services, owner, contentType);
  return { id, facts: await storeOriginal(services, { owner, id }, bytes, contentType) };
}

/** The sizes of one version that are stored. */
async function storedSizes(id: string, version: string): Promise<SizeName[]> {
  const found = await Promise.all(
    sizeNames.map((size) => services.own.renditions.stat(renditionKey({ owner, id, version, size }))),
  );
  return sizeNames.filter((_, index) => found[index]);
}

/** A service in which one operation is exchanged. */
function withOne<Name extends 'images' | 'originals' | 'renditions', Operation extends keyof Services[Name]>(
  name: Name,
  operation: Operation,
  replacement: Services[Name][Operation],
): Partial<Services> {
  const target: object = services.own[name];
  return {
    [name]: new Proxy(target, {
      get: (_, member) => {
        const value = member === operation ? replacement : Reflect.get(target, member);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    }),
  };
}

describe('an upload', () => {
  it('ends READY with three stored sizes', async () => {
    const { id, facts } = await uploaded();

    expect(await handleUpload(services, uploadEvent(facts, { receives: 2 }))).toEqual({ batchItemFailures: [] });

    expect(await find(id)).toMatchObject({
      status: 'READY',
      original: { bytes: jpeg.byteLength, width: 300, height: 200, format: 'jpeg' },
      sizes: { thumbnail: { width: 200, height: 133, format: 'webp' } },
      processing: { queuedMs: 2000, attempts: 2, memoryMb: 1769, coldStart: true },
    });
    expect(await storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('is found whatever its owner is called, although S3 encodes the key in its event', async () => {
    const odd = 'auth0|a+b c/../é%2F😀';
    const id = await createRecord(services, odd);
    await handleUpload(services, uploadEvent(await storeOriginal(services, { owner: odd, id }, jpeg)));
    expect(await services.own.images.find(odd, id)).toMatchObject({ status: 'READY' });
  });
});

describe('a bad upload', () => {
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1');
  const cases: [string, Buffer, string, RegExp][] = [
    ['empty', Buffer.alloc(0), 'EMPTY', /empty/],
    ['HEIC', heic, 'UNSUPPORTED', /HEIC.*Most Compatible/],
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0'), 'UNSUPPORTED', /GIF.*PNG/],
    ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'UNSUPPORTED', /TIFF/],
    ['SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'UNSUPPORTED', /SVG/],
    ['PDF', Buffer.from('%PDF-1.7\n'), 'UNSUPPORTED', /PDF/],
    ['text', Buffer.from('hello'), 'UNSUPPORTED', /text/],
    ['noise', Buffer.from([0, 1, 2, 3, 255, 254]), 'UNKNOWN', /no image that we know/],
    ['cut short', Buffer.alloc(0), 'DAMAGED', /damaged or cut short/],
  ];

  it.each(cases)('that is %s ends FAILED with a reason of its own', async (name, bytes, code, reason) => {
    const { id, facts } = await uploaded(name === 'cut short' ? jpeg.subarray(0, jpeg.length / 2) : bytes);

    await handleUpload(services, uploadEvent(facts));

    expect(await find(id)).toMatchObject({
      status: 'FAILED',
      rejection: { code, reason: expect.stringMatching(reason), retryable: false },
    });
    expect(await storedSizes(id, facts.version)).toEqual([]);
  });

  it('that is not of the type it claims ends FAILED, and says what it is', async () => {
    const { id, facts } = await uploaded(await photo({ format: 'png' }), 'image/jpeg');
    await handleUpload(services, uploadEvent(facts));
    expect(await find(id)).toMatchObject({
      rejection: {
        code: 'OTHER_TYPE',
        reason: 'The file was announced as image/jpeg, but it is a PNG. Upload it again, announced as image/png.',
      },
    });
  });

  it('of too many bytes is refused before a byte of it is read', async () => {
    const { id, facts } = await uploaded();
    const never = withOne('originals', 'read', () => Promise.reject(new Error('It was read.')));
    const settings = { ...services.common.settings, maxBytes: jpeg.byteLength - 1 };

    await handleUpload(services, uploadEvent(facts), { ...never, settings });

    expect(await find(id)).toMatchObject({ rejection: { code: 'TOO_MANY_BYTES' } });
  });

  it('starts again when a new file is uploaded in its place', async () => {
    const { id, facts } = await uploaded(Buffer.from('hello'));
    await handleUpload(services, uploadEvent(facts));
    await handleUpload(services, uploadEvent(await storeOriginal(services, { owner, id }, jpeg)));

    const image = await find(id);
    expect(image).toMatchObject({ status: 'READY' });
    expect(image).not.toHaveProperty('rejection');
  });
});

describe('events that come twice, late or for nothing', () => {
  it('leave a READY image as it is, without doing the work again', async () => {
    const { id, facts } = await uploaded();
    await handleUpload(services, uploadEvent(facts));
    const before = await find(id);
    services.clock.advance(1000);

    const idle = withOne('originals', 'stat', () => Promise.reject(new Error('The work was done again.')));
    await handleUpload(services, uploadEvent(facts, { receives: 2 }), idle);

    expect(await find(id)).toEqual(before);
    expect(await storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('leave a newer upload as it is, when the older one is told later', async () => {
    const { id, facts: older } = await uploaded();
    const newer = await storeOriginal(services, { owner, id }, await photo({ width: 100, height: 100 }));
    await handleUpload(services, uploadEvent(newer));
    await handleUpload(services, uploadEvent(older));

    expect(await find(id)).toMatchObject({ status: 'READY', upload: { version: newer.version }, original: { width: 100 } });
    expect(await storedSizes(id, older.version)).toEqual([]);
    expect(await storedSizes(id, newer.version)).toEqual(sizeNames);
  });

  it('let a newer upload take the place of a READY one', async () => {
    const { id, facts: older } = await uploaded();
    await handleUpload(services, uploadEvent(older));
    const newer = await storeOriginal(services, { owner, id }, Buffer.from('no photo'));
    await handleUpload(services, uploadEvent(newer));

    const image = await find(id);
    expect(image).toMatchObject({ status: 'FAILED', upload: { version: newer.version } });
    expect(image).not.toHaveProperty('sizes');
    expect(image).not.toHaveProperty('original');
  });

  it('write nothing for a record that was removed before', async () => {
    const id = '01a2044d-859e-7131-b380-dc81b2856f42';
    const facts = await storeOriginal(services, { owner, id }, jpeg);
    await handleUpload(services, uploadEvent(facts));
    expect(await find(id)).toBeUndefined();
    expect(await storedSizes(id, facts.version)).toEqual([]);
  });

  it('end FAILED when the file was removed before it was read', async () => {
    const { id, facts } = await uploaded();
    await services.own.originals.remove([uploadKey(owner, id)]);
    await handleUpload(services, uploadEvent(facts));
    expect(await find(id)).toMatchObject({ status: 'FAILED', rejection: { code: 'REMOVED' } });
  });

  it('end FAILED when the file is removed between the look at its size and its reading', async () => {
    const { id, facts } = await uploaded();
    await handleUpload(
      services,
      uploadEvent(facts),
      withOne('originals', 'read', async () => undefined),
    );
    expect(await find(id)).toMatchObject({ status: 'FAILED', rejection: { code: 'REMOVED' } });
  });

  it('are ignored when they are only S3 trying out the notification', async () => {
    const test = JSON.stringify({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'originals' });
    expect(await handleUpload(services, sqsEvent([test]))).toEqual({ batchItemFailures: [] });
  });

  it('are ignored with a warning when the object is no upload of ours', async () => {
    const { facts } = await uploaded();
    await handleUpload(services, uploadEvent({ ...facts, key: 'uploads/stray.jpg' }));
    expect(services.log.entries).toContainEqual({
      level: 'warn',
      message: expect.any(String),
      detail: { key: 'uploads/stray.jpg' },
    });
  });
});

describe('while a worker is busy', () => {
  /** Runs `meanwhile` when the work is done but not yet written into the record. */
  function interrupted(meanwhile: () => Promise<unknown>): Partial<Services> {
    const { images } = services.own;
    return withOne('images', 'settle', async (...settlement) => {
      await meanwhile();
      return images.settle(...settlement);
    });
  }

  it('another one may do the same: the image is READY and whole', async () => {
    const { id, facts } = await uploaded();
    await handleUpload(
      services,
      uploadEvent(facts),
      interrupted(() => handleUpload(services, uploadEvent(facts))),
    );
    expect(await find(id)).toMatchObject({ status: 'READY', processing: { ms: 0 } });
    expect(await storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('two may truly run at once', async () => {
    const { id, facts } = await uploaded();
    await Promise.all([1, 2, 3].map(() => handleUpload(services, uploadEvent(facts))));
    expect(await find(id)).toMatchObject({ status: 'READY' });
    expect(await storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('a newer upload may overtake it: nothing of the older one is left', async () => {
    const { id, facts: older } = await uploaded();
    const newer = await storeOriginal(services, { owner, id }, jpeg);
    await handleUpload(
      services,
      uploadEvent(older),
      interrupted(() => handleUpload(services, uploadEvent(newer))),
    );
    expect(await find(id)).toMatchObject({ status: 'READY', upload: { version: newer.version } });
    expect(await storedSizes(id, older.version)).toEqual([]);
    expect(await storedSizes(id, newer.version)).toEqual(sizeNames);
  });

  it('the record may be removed: nothing is left, and the record does not come back', async () => {
    const { id, facts } = await uploaded();
    const { images } = services.own;
    let removed = false;
    const gone: Partial<Services> = {
      images: {
        add: images.add.bind(images),
        list: images.list.bind(images),
        find: async (...key) => (removed ? undefined : images.find(...key)),
        settle: async () => {
          removed = true;
          return false;
        },
      },
    };
    await handleUpload(services, uploadEvent(facts), gone);
    expect(await storedSizes(id, facts.version)).toEqual([]);
  });
});

describe('a fault of a service', () => {
  it.each([
    ['the records cannot be read', () => withOne('images', 'find', fault)],
    ['the outcome cannot be written', () => withOne('images', 'settle', fault)],
    ['the original cannot be looked at', () => withOne('originals', 'stat', fault)],
    ['the original cannot be read', () => withOne('originals', 'read', fault)],
    ['a rendition cannot be written', () => withOne('renditions', 'write', fault)],
  ])('is thrown when %s, and the next try succeeds', async (_, broken) => {
    const { id, facts } = await uploaded();

    await expect(handleUpload(services, uploadEvent(facts), broken())).rejects.toThrow('The service is out.');
    expect(await find(id)).toMatchObject({ status: 'PENDING' });

    await handleUpload(services, uploadEvent(facts, { receives: 2 }));
    expect(await find(id)).toMatchObject({ status: 'READY', processing: { attempts: 2 } });
  });

  it('ends FAILED, and may be retried, when the message will not come again; and is still thrown', async () => {
    const { id, facts } = await uploaded();
    const broken = withOne('renditions', 'write', fault);

    for (const receives of [1, 2, 3, 4]) {
      await expect(handleUpload(services, uploadEvent(facts, { receives }), broken)).rejects.toThrow('The service is out.');
      expect(await find(id)).toMatchObject({ status: 'PENDING' });
    }
    await expect(handleUpload(services, uploadEvent(facts, { receives: 5 }), broken)).rejects.toThrow('The service is out.');

    expect(await find(id)).toMatchObject({
      status: 'FAILED',
      rejection: { code: 'FAULT', retryable: true },
      processing: { attempts: 5 },
    });
  });

  it('is told whole when not even the record can say so', async () => {
    const { facts } = await uploaded();
    const all = { ...withOne('originals', 'read', fault), ...withOne('images', 'settle', fault) };
    await expect(handleUpload(services, uploadEvent(facts, { receives: 5 }), all)).rejects.toMatchObject({
      errors: [{ errors: [{ message: 'The service is out.' }, { message: 'The service is out.' }] }],
    });
  });

  it('leaves an image that another worker made READY as it is, on the last try too', async () => {
    const { id, facts } = await uploaded();
    const broken = withOne('renditions', 'write', async () => {
      await handleUpload(services, uploadEvent(facts));
      return fault();
    });
    await expect(handleUpload(services, uploadEvent(facts, { receives: 5 }), broken)).rejects.toThrow('The service is out.');
    expect(await find(id)).toMatchObject({ status: 'READY' });
    expect(await storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('is READY after all when the message is sent once more from the dead letters', async () => {
    const { id, facts } = await uploaded();
    await expect(
      handleUpload(services, uploadEvent(facts, { receives: 5 }), withOne('originals', 'read', fault)),
    ).rejects.toThrow();
    await handleUpload(services, uploadEvent(facts));
    const image = await find(id);
    expect(image).toMatchObject({ status: 'READY' });
    expect(image).not.toHaveProperty('rejection');
  });

  it('sends back only the messages that met it', async () => {
    const [good, bad] = [await uploaded(), await uploaded()];
    const event = { Records: [...uploadEvent(good.facts).Records, ...uploadEvent(bad.facts).Records] };
    event.Records[1] = { ...event.Records[1], messageId: 'bad' } as (typeof event.Records)[0];
    const { originals } = services.own;
    const broken = withOne('originals', 'stat', async (key, version) =>
      key.endsWith(bad.id) ? fault() : originals.stat(key, version),
    );

    expect(await handleUpload(services, event, broken)).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });

    expect(await find(good.id)).toMatchObject({ status: 'READY' });
    expect(await find(bad.id)).toMatchObject({ status: 'PENDING' });
  });

  it.each(['', '{', '{"Records":[{}]}', '{"Records":[{"eventTime":"now","s3":{"object":{"key":"k","sequencer":"zz"}}}]}'])(
    'is thrown for a message that S3 did not write: %s',
    async (body) => {
      await expect(handleUpload(services, sqsEvent([body]))).rejects.toThrow();
    },
  );

  const fault = () => Promise.reject(new Error('The service is out.'));
});
