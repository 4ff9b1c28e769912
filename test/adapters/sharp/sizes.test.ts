import fc from 'fast-check';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { sizeBounds, sizeNames } from '../../../lambda/core/sizes';
import { distance, look } from '../../../lib/testing/images/look';
import { corners, photo, plain } from '../../../lib/testing/images/photo';
import { emptyPng } from '../../../lib/testing/images/png';
import { kindOf, resize } from './resize';

async function dimensions(bytes: Buffer, format: 'jpeg' | 'png' = 'jpeg') {
  const { sizes } = await resize(bytes, format);
  return sizeNames.map((name) => `${sizes[name].width}x${sizes[name].height}`).join(' ');
}

const ofGrey = (width: number, height: number) => photo({ width, height, paint: plain(90, 90, 90) });

test.each([
  ['landscape', 2400, 1600, '200x133 800x533 2048x1365'],
  ['portrait', 1200, 2400, '100x200 400x800 1024x2048'],
  ['square', 2100, 2100, '200x200 800x800 2048x2048'],
  ['panorama', 4096, 128, '200x6 800x25 2048x64'],
  ['an image smaller than the largest size', 1000, 500, '200x100 800x400 1000x500'],
  ['an image smaller than the smallest size', 150, 90, '150x90 150x90 150x90'],
  ['an image as large as a size', 800, 600, '200x150 800x600 800x600'],
  ['an image of one pixel', 1, 1, '1x1 1x1 1x1'],
])('%s fits into every bounding box and is never enlarged', async (_, width, height, expected) => {
  expect(await dimensions(await ofGrey(width, height))).toBe(expected);
});

test.each([
  [1, 100_000, '1x200 1x800 1x2048'],
  [100_000, 1, '200x1 800x1 2048x1'],
])('an image of %i × %i pixels is not enlarged to billions of pixels', async (width, height, expected) => {
  expect(await dimensions(emptyPng(width, height), 'png')).toBe(expected);
});

test('every image keeps its aspect ratio, to the pixel', async () => {
  const side = fc.integer({ min: 1, max: 2600 });
  await fc.assert(
    fc.asyncProperty(side, side, async (width, height) => {
      const { original, sizes } = await resize(emptyPng(width, height), 'png');
      expect(original).toMatchObject({ width, height });
      for (const name of sizeNames) {
        const scale = Math.min(1, sizeBounds[name] / Math.max(width, height));
        expect(Math.abs(sizes[name].width - width * scale)).toBeLessThanOrEqual(1);
        expect(Math.abs(sizes[name].height - height * scale)).toBeLessThanOrEqual(1);
        expect(Math.max(sizes[name].width, sizes[name].height)).toBeLessThanOrEqual(sizeBounds[name]);
      }
    }),
    { numRuns: 15, seed: 7 },
  );
});

test('returns the properties of the original and of each file', async () => {
  const bytes = await photo({ width: 900, height: 700, paint: corners });
  const { original, format, sizes } = await resize(bytes);
  expect(original).toEqual({ bytes: bytes.length, width: 900, height: 700, format: 'jpeg' });
  expect(format).toBe('webp');
  for (const { bytes: file, width, height } of Object.values(sizes)) {
    expect(await look(file)).toMatchObject({ width, height, metadata: { format: 'webp' } });
  }
});

test('the smaller sizes show the same picture as the larger ones', async () => {
  const { sizes } = await resize(await photo({ width: 1050, height: 750 }));
  const [small, large] = [await look(sizes.thumbnail.bytes), await look(sizes.full.bytes)];
  for (const [x, y] of [
    [0.1, 0.1],
    [0.5, 0.5],
    [0.9, 0.2],
    [0.3, 0.8],
  ] as const) {
    expect(distance(small.at(x, y), large.at(x, y))).toBeLessThan(30);
  }
});

test('the same file always yields the same bytes, also concurrently', async () => {
  const bytes = await photo({ width: 450, height: 300 });
  for (const format of ['webp', 'jpeg', 'avif'] as const) {
    const settings = { ...defaultImageSettings, format, effort: 0 };
    const workers = [1, 2].map(() => new SharpImageResizer(settings));
    const kind = kindOf('jpeg');
    const [first, ...others] = await Promise.all(workers.map((worker) => worker.resize(bytes, kind)));
    for (const other of others) expect(other).toEqual(first);
  }
});
