import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../../lib/testing/images/photo';
import { everySize, sidesOf } from '../../lib/testing/sizes';
import { openResizing, type Resizing, withOne } from '../support/resizing';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

describe('an upload', () => {
  it('becomes READY with all sizes stored', async () => {
    const { id, facts } = await resizing.uploaded();

    expect(await handleUpload(resizing.services, uploadEvent(facts, { receives: 2 }))).toEqual({ batchItemFailures: [] });

    expect(await resizing.find(id)).toMatchObject({
      status: 'READY',
      original: { bytes: resizing.jpeg.byteLength, width: 300, height: 200, format: 'jpeg' },
      sizes: everySize((name) => ({ ...sidesOf(300, 200)[name], format: 'webp' })),
      processing: { queuedMs: 2000, attempts: 2, memoryMb: 1769, coldStart: true },
    });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
  });

  it('is looked up while its record is being assigned, and read afterwards', async () => {
    const { id, facts } = await resizing.uploaded();
    const { images, originals } = resizing.services.own;
    let isAssigned = false;
    let markLookedUp = () => {};
    const lookedUp = new Promise<void>((resolve) => {
      markLookedUp = resolve;
    });
    const services = {
      ...withOne(resizing.services, 'images', 'assign', async (...assignment) => {
        await lookedUp;
        isAssigned = await images.assign(...assignment);
        return isAssigned;
      }),
      originals: {
        ...originals,
        stat: async (...object: Parameters<typeof originals.stat>) => {
          markLookedUp();
          return originals.stat(...object);
        },
        read: async (...object: Parameters<typeof originals.read>) => {
          expect(isAssigned).toBe(true);
          return originals.read(...object);
        },
      } as typeof originals,
    };
    await handleUpload(resizing.services, uploadEvent(facts), services);
    expect(await resizing.find(id)).toMatchObject({ status: 'READY' });
  });

  it('becomes FAILED on its last attempt when its properties cannot be read', async () => {
    const { id, facts } = await resizing.uploaded();
    const broken = withOne(resizing.services, 'originals', 'stat', () => Promise.reject(new Error('S3 is unavailable.')));
    await expect(handleUpload(resizing.services, uploadEvent(facts, { receives: 5 }), broken)).rejects.toThrow(
      'S3 is unavailable.',
    );
    expect(await resizing.find(id)).toMatchObject({ status: 'FAILED', rejection: { code: 'INTERNAL_ERROR' } });
  });

  it('is found for every owner, although S3 encodes the key in its event', async () => {
    const odd = 'auth0|a+b c/../é%2F😀';
    const id = await createRecord(resizing.services, odd);
    await handleUpload(resizing.services, uploadEvent(await storeOriginal(resizing.services, { owner: odd, id }, resizing.jpeg)));
    expect(await resizing.services.own.images.find(odd, id)).toMatchObject({ status: 'READY' });
  });
});

describe('an invalid upload', () => {
  const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1', 'latin1'); // part: format-names
  const cases: [string, Buffer, string, RegExp][] = [
    ['empty', Buffer.alloc(0), 'EMPTY', /empty/],
    ['HEIC', heic, 'UNSUPPORTED', /HEIC.*Most Compatible/], // part: format-names
    ['GIF', Buffer.from('GIF89a\x01\0\x01\0'), 'UNSUPPORTED', /GIF.*PNG/], // part: format-names
    ['TIFF', Buffer.from('II*\0\x08\0\0\0', 'latin1'), 'UNSUPPORTED', /TIFF/], // part: format-names
    ['SVG', Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'), 'UNSUPPORTED', /SVG/], // part: format-names
    ['PDF', Buffer.from('%PDF-1.7\n'), 'UNSUPPORTED', /PDF/], // part: format-names
    ['text', Buffer.from('hello'), 'UNSUPPORTED', /text/], // part: format-names
    ['noise', Buffer.from([0, 1, 2, 3, 255, 254]), 'UNRECOGNIZED_FORMAT', /not an image in a known format/],
    ['truncated', Buffer.alloc(0), 'CORRUPT_IMAGE', /corrupt or incomplete/],
  ];

  it.each(cases)('that is %s becomes FAILED with its own reason', async (name, bytes, code, reason) => {
    const { id, facts } = await resizing.uploaded(
      name === 'truncated' ? resizing.jpeg.subarray(0, resizing.jpeg.length / 2) : bytes,
    );

    await handleUpload(resizing.services, uploadEvent(facts));

    expect(await resizing.find(id)).toMatchObject({
      status: 'FAILED',
      rejection: { code, reason: expect.stringMatching(reason), retryable: false },
    });
    expect(await resizing.storedSizes(id, facts.version)).toEqual([]);
  });

  it('with a wrong content type becomes FAILED, with its real type in the reason', async () => {
    const { id, facts } = await resizing.uploaded(await photo({ format: 'png' }), 'image/jpeg');
    await handleUpload(resizing.services, uploadEvent(facts));
    expect(await resizing.find(id)).toMatchObject({
      rejection: {
        code: 'CONTENT_TYPE_MISMATCH',
        reason: 'The file was announced as image/jpeg, but it is a PNG. Upload it again, announced as image/png.',
      },
    });
  });

  it('with too many bytes is rejected before any byte is read', async () => {
    const { id, facts } = await resizing.uploaded();
    const never = withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('It was read.')));
    const settings = { ...resizing.services.common.settings, maxBytes: resizing.jpeg.byteLength - 1 };

    await handleUpload(resizing.services, uploadEvent(facts), { ...never, settings });

    expect(await resizing.find(id)).toMatchObject({ rejection: { code: 'TOO_MANY_BYTES' } });
  });

  it('is valid with exactly the maximum number of bytes', async () => {
    const { id, facts } = await resizing.uploaded();
    const settings = { ...resizing.services.common.settings, maxBytes: resizing.jpeg.byteLength };
    await handleUpload(resizing.services, uploadEvent(facts), { settings });
    expect(await resizing.find(id)).toMatchObject({ status: 'READY' });
  });
});
