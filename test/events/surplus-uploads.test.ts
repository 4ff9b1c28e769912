// A valid form can be used again with another file: only the first file that arrives counts.
import { renditionKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { Services } from '../../lambda/services';
import { photo } from '../../lib/testing/images/photo';
import { largestSize } from '../../lib/testing/sizes';
import { openResizing, owner, type Resizing, withOne } from '../support/resizing';
import { handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

const again = async (id: string, bytes?: Uint8Array) =>
  storeOriginal(resizing.services, { owner, id }, bytes ?? (await photo({ width: 100, height: 100 })));

/** Services that fail when a file is read. */
const withoutReading = (): Partial<Services> =>
  withOne(resizing.services, 'originals', 'read', () => Promise.reject(new Error('It was read.')));

describe('a second file of a form', () => {
  it.each([
    ['a photo', undefined],
    ['not an image', Buffer.from('not a photo')],
  ])('is removed without being read when the image is READY, although it is %s', async (_, bytes) => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent(facts));
    const before = await resizing.find(id);

    await handleUpload(resizing.services, uploadEvent(await again(id, bytes)), withoutReading());

    expect(await resizing.find(id)).toEqual(before);
    expect(before).toMatchObject({ status: 'READY', original: { width: 300 } });
    expect(await resizing.storedSizes(id, facts.version)).toEqual(sizeNames);
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
  });

  it('is removed when the image has FAILED, because it has its outcome', async () => {
    const { id, facts } = await resizing.uploaded(Buffer.from('not a photo'));
    await handleUpload(resizing.services, uploadEvent(facts));
    await handleUpload(resizing.services, uploadEvent(await again(id)), withoutReading());
    expect(await resizing.find(id)).toMatchObject({ status: 'FAILED', upload: { version: facts.version } });
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
  });

  it('is removed while the first one is being processed, which becomes READY', async () => {
    const { id, facts } = await resizing.uploaded();
    const second = await again(id);
    const { originals } = resizing.services.own;
    const interrupted = withOne(resizing.services, 'originals', 'read', async (...object) => {
      await handleUpload(resizing.services, uploadEvent(second), withoutReading());
      return originals.read(...object);
    });
    await handleUpload(resizing.services, uploadEvent(facts), interrupted);
    expect(await resizing.find(id)).toMatchObject({ status: 'READY', upload: { version: facts.version } });
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
    expect(await resizing.storedSizes(id, second.version)).toEqual([]);
  });

  it('counts as the first one when its event arrives first', async () => {
    const { id, facts: first } = await resizing.uploaded();
    const second = await again(id);
    await handleUpload(resizing.services, uploadEvent(second));
    await handleUpload(resizing.services, uploadEvent(first), withoutReading());
    expect(await resizing.find(id)).toMatchObject({
      status: 'READY',
      upload: { version: second.version },
      original: { width: 100 },
    });
    expect(await resizing.storedOriginals(id)).toEqual([second.version]);
  });

  it('is removed at once when the image was removed', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent(facts));
    await resizing.services.own.images.remove({ owner, id });
    const second = await again(id);
    await handleUpload(resizing.services, uploadEvent(second), withoutReading());
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
    expect(await resizing.find(id)).toBeUndefined();
  });

  it('is retried when it could not be removed, and never makes a READY image FAILED', async () => {
    const { id, facts } = await resizing.uploaded();
    await handleUpload(resizing.services, uploadEvent(facts));
    const before = await resizing.find(id);
    const second = await again(id);
    const broken = withOne(resizing.services, 'originals', 'removeVersion', () =>
      Promise.reject(new Error('The service is unavailable.')),
    );
    await expect(handleUpload(resizing.services, uploadEvent(second), broken)).rejects.toThrow('The service is unavailable.');
    await expect(handleUpload(resizing.services, uploadEvent(second, { receives: 5 }), broken)).rejects.toThrow();
    expect(await resizing.find(id)).toEqual(before);

    await handleUpload(resizing.services, uploadEvent(second));
    expect(await resizing.storedOriginals(id)).toEqual([facts.version]);
  });
});

it('of a hundred files, with events delivered twice and at once, one is resized and stored', async () => {
  const { id, facts } = await resizing.uploaded();
  const all = [facts];
  for (let count = 1; count < 100; count += 1) all.push(await again(id, resizing.jpeg));
  let resizes = 0;
  const { resizer } = resizing.services.own;
  const counting = withOne(resizing.services, 'resizer', 'resize', (...image) => {
    resizes += 1;
    return resizer.resize(...image);
  });
  const shuffled = all.toSorted((a, b) => a.version.slice(-6).localeCompare(b.version.slice(-6)));
  await Promise.all(shuffled.map((file) => handleUpload(resizing.services, uploadEvent(file), counting)));
  await Promise.all(all.map((file) => handleUpload(resizing.services, uploadEvent(file), counting)));

  const image = await resizing.find(id);
  expect(image?.status).toBe('READY');
  expect(resizes).toBe(1);
  expect(await resizing.storedOriginals(id)).toEqual([image?.upload?.version]);
  for (const { version } of all) {
    const sizes = version === image?.upload?.version ? sizeNames : [];
    expect(await resizing.storedSizes(id, version)).toEqual(sizes);
  }
  expect(renditionKey({ owner, id, version: `${image?.upload?.version}`, size: largestSize })).toBe(
    image?.status === 'READY' && image.sizes[largestSize]?.key,
  );
}, 60_000);
