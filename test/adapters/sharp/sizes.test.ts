import fc from 'fast-check';
import sharp from 'sharp';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { type Sizes, sizeBounds, sizeNames } from '../../../lambda/core/sizes';
import { distance, look } from '../../../lib/testing/images/look';
import { corners, type Paint, photo, plain } from '../../../lib/testing/images/photo';
import { emptyPng } from '../../../lib/testing/images/png';
import { seeded } from '../../../lib/testing/random';
import { largestSize, sidesOf, smallestSize } from '../../../lib/testing/sizes';
import { keep, kindOf, resize } from './resize';

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
  const { original, sizes } = await resize(bytes);
  expect(original).toEqual({ bytes: bytes.length, width: 900, height: 700, format: 'jpeg' });
  for (const { bytes: file, width, height, format } of Object.values(sizes)) {
    expect(format).toBe('webp');
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

test('when one size cannot be used, all sizes are finished before the error is thrown', async () => {
  const used: string[] = [];
  const resizing = new SharpImageResizer(defaultImageSettings).resize(await photo(), kindOf('jpeg'), async (_, size) => {
    if (size === smallestSize) throw new Error('The store is full.');
    used.push(size);
  });
  await expect(resizing).rejects.toThrow('The store is full.');
  expect(used.sort()).toEqual(sizeNames.filter((size) => size !== smallestSize).sort());
});

test('the same file always yields the same bytes, also concurrently', async () => {
  const bytes = await photo({ width: 450, height: 300 });
  for (const format of ['webp', 'jpeg', 'avif'] as const) {
    const settings = { ...defaultImageSettings, format, effort: 0 };
    const workers = [1, 2].map(() => new SharpImageResizer(settings));
    const kind = kindOf('jpeg');
    const [first, ...others] = await Promise.all(workers.map((worker) => worker.resize(bytes, kind, keep)));
    for (const other of others) expect(other).toEqual(first);
  }
});

describe('effort by content', () => {
  const sides = { width: 800, height: 600 };
  const quality = 80;

  /** Gray with noise of so many levels, from left to right. */
  function grain(levelsAt: (x: number) => number): Promise<Buffer> {
    const random = seeded(1);
    const { width, height } = sides;
    const pixels = Buffer.alloc(width * height * 3);
    for (let at = 0; at < pixels.length; at += 3) {
      pixels.fill(128 + Math.round((random() - 0.5) * levelsAt(((at / 3) % width) / width)), at, at + 3);
    }
    return sharp(pixels, { raw: { ...sides, channels: 3 } })
      .png({ compressionLevel: 1 })
      .toBuffer();
  }

  const painted = (paint: Paint) => photo({ ...sides, format: 'png', paint });
  const sky: Paint = (x, y) => [90 + 60 * x, 120 + 60 * y, 200];
  const stripes: Paint = (x, y) => {
    const level = Math.round(128 + 60 * Math.sin((x * sides.width + y * sides.height) / 2));
    return [level, level, level];
  };

  const sizesOf = async (bytes: Buffer, settings: Parameters<typeof resize>[2] = {}) =>
    (await resize(bytes, 'png', settings)).sizes;

  /** Whether a size has the bytes that the encoder makes with these options for all sizes. */
  async function expectSize(bytes: Buffer, size: keyof typeof sizeBounds, options: { quality: number; effort: number }) {
    const [chosen, fixed] = [await sizesOf(bytes), await sizesOf(bytes, options)];
    expect(Buffer.from(chosen[size].bytes).equals(fixed[size].bytes)).toBe(true);
  }

  test('grain everywhere is encoded with the lowest effort and a higher quality', async () =>
    expectSize(await grain(() => 120), largestSize, { quality: quality + 1, effort: 0 }));

  test.each<[string, () => Promise<Buffer>]>([
    ['a calm picture', () => painted(sky)],
    ['grain with a calm part', () => grain((x) => (x < 0.8 ? 120 : 0))],
    ['a pattern, whose bytes depend on the effort', () => painted(stripes)],
  ])('%s is encoded with effort 2', async (_, make) => expectSize(await make(), largestSize, { quality, effort: 2 }));

  test('the smallest size is encoded with effort 4', async () =>
    expectSize(await painted(sky), smallestSize, { quality, effort: 4 }));

  test('an effort of the settings applies to all sizes, and so does the quality', async () => {
    const bytes = await grain(() => 120);
    const sizes = await sizesOf(bytes, { effort: 3, quality: 60 });
    const encoded = await sharp(bytes)
      .resize(sizeBounds[largestSize], undefined, { withoutEnlargement: true })
      .webp({ effort: 3, quality: 60 })
      .toBuffer();
    expect(Buffer.from(sizes[largestSize].bytes).equals(encoded)).toBe(true);
  });

  test.each([1, 100])('quality %i is valid for every content', async (limit) => {
    for (const bytes of [await grain(() => 120), await painted(sky)]) {
      expect(await sizesOf(bytes, { quality: limit })).toMatchObject(sidesOf(sides.width, sides.height));
    }
  });
});
