// READY images that are resized again.
import type { ReadyImage } from '../../lambda/core/image';
import { renditionKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { Services } from '../../lambda/services';
import { openResizing, owner, type Resizing, withOne } from '../support/resizing';
import { announcedEvent, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let resizing: Resizing;
beforeAll(async () => {
  resizing = await openResizing();
});
afterAll(() => resizing.services.close());

const [missing, ...kept] = sizeNames;

/** A READY image from before the size `missing` existed. */
async function older(bytes?: Buffer): Promise<ReadyImage> {
  const { services } = resizing;
  const { id, facts } = await resizing.uploaded(bytes);
  await handleUpload(services, uploadEvent(facts));
  const { [missing]: _, ...sizes } = (await ready(id)).sizes;
  const image = await ready(id);
  await services.own.images.replaceSizes(image, image.upload, { ...image, sizes } as never, new Date(image.updatedAt));
  await services.own.renditions.remove([renditionKey({ owner, id, version: facts.version, size: missing })]);
  return ready(id);
}

async function ready(id: string): Promise<ReadyImage> {
  const image = await resizing.find(id);
  if (image?.status !== 'READY') throw new Error(`It is ${image?.status}.`);
  return image;
}

const again = ({ id, upload, attempt }: Pick<ReadyImage, 'id' | 'upload' | 'attempt'>, receives = 1) =>
  announcedEvent({ owner, id, ...upload, attempt, at: '2026-11-22T11:59:00.000Z', again: true }, { receives });

const resizeAgain = (image: ReadyImage, exchanged: Partial<Services> = {}) =>
  handleUpload(resizing.services, again(image), exchanged);

it('adds the sizes that an older image lacks, and keeps the rest', async () => {
  const image = await older();
  expect(image.sizes).not.toHaveProperty(missing);
  resizing.services.clock.advance(1000);
  await resizeAgain(image);

  const filled = await ready(image.id);
  expect(Object.keys(filled.sizes).sort()).toEqual([...sizeNames].sort());
  expect(filled).toMatchObject({ ...image, updatedAt: expect.any(String), processing: { queuedMs: 61_000 } });
  expect(filled.updatedAt > image.updatedAt).toBe(true);
  expect(await resizing.storedSizes(image.id, image.upload.version)).toEqual(sizeNames);
});

it('does not count an image again', async () => {
  const image = await older();
  const counted = () => resizing.services.log.entries.filter(({ message }) => message === 'image counted').length;
  const before = counted();
  await resizeAgain(image);
  expect(counted()).toBe(before);
});

it('keeps an image that the current limits reject', async () => {
  const image = await older();
  const settings = { ...resizing.services.common.settings, maxBytes: 10 };
  await resizeAgain(image, { settings });
  expect(await ready(image.id)).toEqual(image);
});

it('keeps an image whose original no longer exists', async () => {
  const image = await older();
  await resizing.services.own.originals.removeAll('uploads/');
  await resizeAgain(image);
  expect(await ready(image.id)).toEqual(image);
});

it('keeps an image READY after an error, even on the last attempt', async () => {
  const image = await older();
  const broken = withOne(resizing.services, 'renditions', 'write', () => Promise.reject(new Error('The service is unavailable.')));
  await expect(handleUpload(resizing.services, again(image, 5), broken)).rejects.toThrow('The service is unavailable.');
  expect(await ready(image.id)).toEqual(image);
  await resizeAgain(image);
  expect((await ready(image.id)).sizes).toHaveProperty(missing);
});

it('does nothing for an image that is not READY, or READY with another upload', async () => {
  const { id, facts } = await resizing.uploaded();
  await handleUpload(resizing.services, again({ id, upload: { version: facts.version }, attempt: 1 }));
  expect(await resizing.find(id)).toMatchObject({ status: 'PENDING' });

  const image = await older();
  await resizeAgain({ ...image, upload: { version: 'other' } });
  expect(await ready(image.id)).toEqual(image);
});

it('leaves nothing behind when the image is removed meanwhile', async () => {
  const image = await older();
  const { images } = resizing.services.own;
  const interrupted = withOne(resizing.services, 'images', 'replaceSizes', async (...made) => {
    await images.remove(image);
    return images.replaceSizes(...made);
  });
  await resizeAgain(image, interrupted);
  expect(await resizing.find(image.id)).toBeUndefined();
  expect(await resizing.storedSizes(image.id, image.upload.version)).toEqual([]);
});

it('ignores a second file that was uploaded meanwhile', async () => {
  const image = await older();
  const second = await storeOriginal(resizing.services, { owner, id: image.id }, Buffer.from('not a photo'));
  await resizeAgain(image);
  expect((await ready(image.id)).upload).toEqual(image.upload);
  await handleUpload(resizing.services, uploadEvent(second));
  expect(await resizing.storedOriginals(image.id)).toEqual([image.upload.version]);
});

it('writes each size under its previous key', async () => {
  const image = await older();
  await resizeAgain(image);
  const { sizes } = await ready(image.id);
  for (const name of kept) expect(sizes[name]?.key).toBe(image.sizes[name]?.key);
});
