import fc from 'fast-check';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { type Sizes, sizeBounds, sizeNames } from '../../../lambda/core/sizes';
import { distance, look } from '../../../lib/testing/images/look';
import { corners, photo, plain } from '../../../lib/testing/images/photo';
import { emptyPng } from '../../../lib/testing/images/png';
import { largestSize, sidesOf, smallestSize } from '../../../lib/testing/sizes';
import { kindOf, resize } from './resize';

const [smallest, largest] = [sizeBounds[smallestSize], sizeBounds[largestSize]];

/** Every size fits into its bounding box, keeps the aspect ratio to the pixel, and is never larger than the image. */
function expectToFit(sizes: Sizes<{ width: number; height: number }>, width: number, height: number): void {
  const expected = sidesOf(width, height);
  for (const name of sizeNames) {
    const size = sizes[name];
    expect(Math.max(size.width, size.height)).toBe(Math.min(sizeBounds[name], Math.max(width, height)));
    expect(Math.abs(size.width - expected[name].width)).toBeLessThanOrEqual(1);
    expect(Math.abs(size.height - expected[name].height)).toBeLessThanOrEqual(1);
  }
}

test.each([
  ['landscape', 1.2 * largest, 0.8 * largest],
  ['portrait', 0.6 * largest, 1.2 * largest],
  ['square', largest + 50, largest + 50],
  ['panorama', 2 * largest, largest / 16],
  ['an image smaller than the largest size', largest / 2, largest / 4],
  ['an image smaller than the smallest size', 0.75 * smallest, smallest / 2],
  ['an image as large as a size', smallest, 0.75 * smallest],
  ['an image of one pixel', 1, 1],
])('%s fits into every bounding box and is never enlarged', async (_, ...sides) => {
  const [width, height] = sides.map(Math.round) as [number, number];
  const { sizes } = await resize(await photo({ width, height, paint: plain(90, 90, 90) }));
  expectToFit(sizes, width, height);
});

test.each([
  [1, 100_000],
  [100_000, 1],
])('an image of %i × %i pixels is not enlarged to billions of pixels', async (width, height) => {
  const { sizes } = await resize(emptyPng(width, height), 'png');
  expect(sizes).toMatchObject(sidesOf(width, height));
});

test('every image keeps its aspect ratio, to the pixel', async () => {
  const side = fc.integer({ min: 1, max: 2600 });
  await fc.assert(
    fc.asyncProperty(side, side, async (width, height) => {
      const { original, sizes } = await resize(emptyPng(width, height), 'png');
      expect(original).toMatchObject({ width, height });
      expectToFit(sizes, width, height);
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
  const [small, large] = [await look(sizes[smallestSize].bytes), await look(sizes[largestSize].bytes)];
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
