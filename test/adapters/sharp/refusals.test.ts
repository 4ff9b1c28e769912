import fc from 'fast-check';
import sharp from 'sharp';
import { SharpImageResizer } from '../../../lambda/adapters/sharp/sharp-image-resizer';
import { ImageRejected } from '../../../lambda/core/rejection';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { insertSegments, segment } from '../../../lib/testing/images/jpeg';
import { photo } from '../../../lib/testing/images/photo';
import { headerOnlyPng } from '../../../lib/testing/images/png';
import { scanBomb } from '../../../lib/testing/images/scan-bomb';
import { animation, losslessBomb } from '../../../lib/testing/images/webp';
import { keep, kindOf, resize } from './resize';

const rejection = (code: string) => ({ name: 'ImageRejected', rejection: { code } });
const damage = rejection('CORRUPT_IMAGE'); // part: format-names

/** Either the file is resized or rejected. Any other error would be treated as temporary and retried. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'resized';
  } catch (error) {
    if (error instanceof ImageRejected) return error.rejection.code;
    throw error;
  }
}

describe.each(['jpeg', 'png', 'webp'] as const)('a corrupt %s', (format) => {
  const whole = photo({ width: 160, height: 120, format });

  test('is rejected wherever it was truncated', async () => {
    const bytes = await whole;
    // Without only its end marker, a file still has all its pixels.
    const needed = bytes.length - { jpeg: 2, png: 12, webp: 0 }[format];
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: needed - 1 }), async (length) => {
        expect(await outcome(resize(bytes.subarray(0, length), format))).toBe('CORRUPT_IMAGE');
      }),
      { numRuns: 100, seed: 1, examples: [[1], [12], [30], [needed - 2], [needed - 1]] },
    );
  });

  test('with flipped bits is resized or rejected, and never causes another error', async () => {
    const bytes = await whole;
    const flips = fc.array(fc.tuple(fc.oneof(fc.nat(200), fc.nat(bytes.length - 1)), fc.nat(7)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(flips, async (places) => {
        const damaged = Buffer.from(bytes);
        for (const [at, bit] of places) damaged[at] = (damaged[at] ?? 0) ^ (1 << bit);
        // A flipped bit may change the format.
        expect(['resized', 'CORRUPT_IMAGE', 'TOO_MANY_PIXELS', 'UNSUPPORTED']).toContain(await outcome(resize(damaged, format)));
      }),
      { numRuns: 150, seed: 2 },
    );
  });

  test("keeps the decoder's error as the cause", async () => {
    const work = resize((await whole).subarray(0, 900), format);
    await expect(work).rejects.toMatchObject({ cause: expect.objectContaining({ message: expect.stringMatching(/\w/) }) });
  });
});

describe('too many pixels', () => {
  test.each([
    [16_383, 16_383, '268.41 megapixels'],
    [50_001, 1000, '50.01 megapixels'],
    [1_000_000, 1_000_000, '1,000,000 megapixels'],
  ])('%i × %i are rejected after reading the header, with the real number', async (width, height, area) => {
    const bomb = headerOnlyPng(width, height);
    const started = performance.now();
    await expect(resize(bomb, 'png')).rejects.toThrow(
      `${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')} px (${area}). At most 50 megapixels are allowed.`,
    );
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('a lossless WebP of a few bytes with 268 megapixels', async () => {
    const bytes = losslessBomb();
    expect(bytes.length).toBeLessThan(40);
    await expect(resize(bytes, 'webp')).rejects.toThrow('16,383 × 16,383 px (268.41 megapixels)');
  });

  test('the limit is inclusive and configurable', async () => {
    const bytes = await photo({ width: 100, height: 50, orientation: 6 });
    expect((await resize(bytes, 'jpeg', { maxPixels: 5000 })).original).toMatchObject({ width: 100, height: 50 });
    await expect(resize(bytes, 'jpeg', { maxPixels: 4999 })).rejects.toThrow(
      '100 × 50 px (5,000 pixels). At most 4,999 pixels are allowed',
    );
  });
});

describe('a file that is crafted to overload its decoder', () => {
  const repeated = (part: Buffer, count: number) => Buffer.alloc(part.length * count, part);
  const tooManyParts = rejection('TOO_MANY_PARTS');

  test('a progressive JPEG with hundreds of scans, each of which processes the whole image', async () => {
    await expect(resize(scanBomb(7071, 7071, 101))).rejects.toMatchObject(tooManyParts);
    expect((await resize(scanBomb(160, 120, 100))).original).toMatchObject({ width: 160, height: 120 });
  });

  // libjpeg kept 1.6 GB for 4,000,000 of them.
  test.each([0xe1, 0xe2, 0xed, 0xfe])('a JPEG with thousands of segments %i', async (marker) => {
    const jpeg = await photo({ width: 16, height: 16 });
    const flooded = (count: number) => insertSegments(jpeg, repeated(segment(marker, 'x'), count));
    await expect(resize(flooded(10_001))).rejects.toMatchObject(tooManyParts);
    expect((await resize(flooded(9000))).original).toMatchObject({ width: 16, height: 16 });
  });

  // libvips took minutes for 400,000 of them.
  test('a WebP with thousands of frames', async () => {
    await expect(resize(animation(10_000, 160, 120), 'webp')).rejects.toMatchObject(tooManyParts);
    expect((await resize(animation(1000, 160, 120), 'webp')).original).toMatchObject({ width: 160, height: 120 });
  });

  test('data that looks like parts is not counted', async () => {
    const scans = Buffer.alloc(200_000, Buffer.from([0xff, 0xda, 0, 4]));
    const jpeg = await photo({ width: 16, height: 16 });
    const segments = [0, 1, 2, 3].map((index) => segment(0xe5, scans.subarray(index * 50_000, (index + 1) * 50_000)));
    expect((await resize(insertSegments(jpeg, ...segments))).original).toMatchObject({ width: 16 });
    expect((await resize(Buffer.concat([jpeg, scans]))).original).toMatchObject({ width: 16 });
  });

  test.each(['jpeg', 'webp'] as const)('wrong lengths in a %s end the count, not the processing', async (format) => {
    const bytes = await photo({ width: 16, height: 16, format });
    const at = format === 'jpeg' ? 4 : 16;
    for (const lie of [0, 1, 0xff]) {
      const lying = Buffer.from(bytes).fill(lie, at, at + 2);
      expect(['resized', 'CORRUPT_IMAGE']).toContain(await outcome(resize(lying, format)));
    }
  });

  // libvips took 8.8 GB for the first of them.
  test.each([
    [9_900_000, 5],
    [1, 100_001],
  ])('an image of %i × %i pixels, which has a side that is too long', async (width, height) => {
    await expect(resize(headerOnlyPng(width, height), 'png')).rejects.toMatchObject(rejection('SIDE_TOO_LONG'));
    await expect(resize(headerOnlyPng(width, height), 'png')).rejects.toThrow(
      `${width.toLocaleString('en-US')} × ${height.toLocaleString('en-US')} px. At most 100,000 px are allowed on each side`,
    );
  });
});

// part: format-names
describe('other formats with a wrong content type', () => {
  const square = sharp({ create: { width: 20, height: 20, channels: 3, background: 'red' } });

  // Never decoded: these decoders have had many vulnerabilities.
  const unopened = { ...damage, cause: { message: 'Input buffer contains unsupported image format' } };

  test.each(['gif', 'tiff', 'avif'] as const)('%s', async (format) => {
    await expect(resize(await square.clone().toFormat(format).toBuffer(), 'png')).rejects.toMatchObject(unopened);
  });

  test.each(['<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', '%PDF-1.7', 'P6 1 1 255 ...', '#?RADIANCE'])(
    '%s',
    async (text) => {
      await expect(resize(Buffer.from(text), 'png')).rejects.toMatchObject(unopened);
    },
  );

  test('a supported format with the content type of another is reported', async () => {
    await expect(resize(await photo({ format: 'webp' }), 'png')).rejects.toMatchObject(damage);
  });

  test('an unsupported format is rejected by its name, and an empty file as empty', async () => {
    const resizer = new SharpImageResizer(defaultImageSettings);
    await expect(resizer.resize(await square.clone().gif().toBuffer(), undefined, keep)).rejects.toMatchObject(
      rejection('UNSUPPORTED'),
    );
    await expect(resizer.resize(new Uint8Array(), undefined, keep)).rejects.toMatchObject(rejection('EMPTY'));
    await expect(resizer.resize(new Uint8Array(), kindOf('png'), keep)).rejects.toMatchObject(rejection('EMPTY'));
  });
});

describe('program errors are not reported as invalid files', () => {
  test('an option that sharp rejects is not reported as a corrupt file', async () => {
    await expect(resize(await photo(), 'jpeg', { maxPixels: Number.NaN })).rejects.toThrow(/^Expected .*limitInputPixels.* NaN/);
  });

  test.each([
    { format: 'webp', effort: 7 },
    { format: 'avif', effort: 10 },
    { format: 'jpeg', quality: 0 },
  ] as const)('%j is rejected when the resizer is created', (settings) => {
    expect(() => new SharpImageResizer({ ...defaultImageSettings, ...settings })).toThrow(/Expected/);
  });
});
