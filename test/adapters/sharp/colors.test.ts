import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { outputFormats } from '../../../lambda/core/formats';
import { adobeRgb } from '../../../lib/testing/images/icc-profile';
import { tagJpeg } from '../../../lib/testing/images/jpeg';
import { distance, look } from '../../../lib/testing/images/look';
import { type Color, type PhotoFormat, photo, plain } from '../../../lib/testing/images/photo';
import { apng, tagPng } from '../../../lib/testing/images/png';
import { ultraHdr } from '../../../lib/testing/images/ultra-hdr';
import { smallestSize } from '../../../lib/testing/sizes';
import { resize } from './resize';

const small = { width: 300, height: 220 };

const of = (color: Color, format: PhotoFormat = 'png', edit?: (image: Sharp) => Sharp) =>
  photo({ ...small, format, paint: plain(...color), edit });

async function expectColor(bytes: Buffer, format: PhotoFormat, expected: Color, tolerance = 5) {
  const { sizes } = await resize(bytes, format, { quality: 95 });
  for (const size of Object.values(sizes)) {
    const { at, metadata } = await look(size.bytes);
    expect(metadata).toMatchObject({ space: 'srgb', depth: 'uchar', hasProfile: false });
    expect([at(0.5, 0.5), distance(at(0.5, 0.5), expected) <= tolerance]).toEqual([expect.anything(), true]);
  }
}

describe('colors are converted to sRGB', () => {
  // By Adobe RGB (1998) and IEC 61966-2-1: the same color in both color spaces.
  const inAdobeRgb: Color = [100, 150, 80];
  const inSrgb: Color = [66, 151, 74];
  const sixteenBits = (image: Sharp) => image.toColorspace('rgb16');

  test('of Adobe RGB, in JPEG', async () => expectColor(tagJpeg(await of(inAdobeRgb, 'jpeg'), adobeRgb()), 'jpeg', inSrgb));
  test('of Adobe RGB, in PNG', async () => expectColor(tagPng(await of(inAdobeRgb), adobeRgb()), 'png', inSrgb));
  test('of Adobe RGB, in PNG with 16 bits', async () =>
    expectColor(tagPng(await of(inAdobeRgb, 'png', sixteenBits), adobeRgb()), 'png', inSrgb));

  test.each(['jpeg', 'png', 'webp'] as const)('of Display P3, in %s', async (format) => {
    const bytes = await of([215, 93, 31], format, (image) => image.withIccProfile('p3'));
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(distance([...stored.subarray(0, 3)] as unknown as Color, [200, 100, 50])).toBeLessThan(5);
    await expectColor(bytes, format, [215, 93, 31]);
  });

  test('of 16 bits without a profile', async () =>
    expectColor(await of([12, 200, 130], 'png', sixteenBits), 'png', [12, 200, 130]));

  test.each(['jpeg', 'png', 'webp'] as const)('of gray %s', async (format) =>
    expectColor(await of([140, 140, 140], format, (image) => image.grayscale()), format, [140, 140, 140]),
  );
  test('of gray with 16 bits', async () =>
    expectColor(await of([140, 140, 140], 'png', (image) => image.toColorspace('grey16')), 'png', [140, 140, 140]));

  // CMYK has no pure colors, and its black is not quite black. The test only has to detect inverted or tinted colors.
  const inks: [string, Color][] = [
    ['red', [200, 50, 50]],
    ['green', [60, 160, 80]],
    ['gray', [128, 128, 128]],
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
  ];
  test.each(inks)('of CMYK %s, with and without a profile', async (_, color) => {
    await expectColor(await of(color, 'jpeg', (image) => image.toColorspace('cmyk')), 'jpeg', color, 25);
    await expectColor(await of(color, 'jpeg', (image) => image.withIccProfile('cmyk')), 'jpeg', color, 25);
  });

  test('of CMYK with a profile that cannot be applied are not shown as other colors', async () => {
    const bytes = await of([200, 50, 50], 'jpeg', (image) => image.withIccProfile('cmyk'));
    // The header of the profile stays intact, its tables do not.
    bytes.fill(0x11, 300, 60_000);
    await expect(resize(bytes, 'jpeg')).rejects.toMatchObject({ rejection: { code: 'CORRUPT_IMAGE' } });
  });

  test('of an Ultra HDR photo, as an SDR screen shows it', async () => {
    const bytes = ultraHdr(await of([180, 90, 60], 'jpeg'), await photo({ width: 64, height: 48 }));
    await expectColor(bytes, 'jpeg', [180, 90, 60]);
  });
});

describe('transparency', () => {
  const glass: Color = [200, 40, 40, 128];
  const clear: Color = [0, 0, 0, 0];
  const halves = (x: number): Color => (x < 0.5 ? glass : clear);
  const inputs: [string, PhotoFormat, ((image: Sharp) => Sharp)?][] = [
    ['png', 'png'],
    ['png of 16 bits', 'png', (image) => image.toColorspace('rgb16')],
    ['webp', 'webp'],
  ];

  describe.each(inputs)('of %s', (_, format, edit) => {
    test.each(outputFormats)('in %s', async (output) => {
      const bytes = await photo({ ...small, format, paint: halves, edit });
      const { sizes } = await resize(bytes, format, { format: output, quality: 90, effort: 0 });
      for (const size of Object.values(sizes)) {
        const { at } = await look(size.bytes);
        const [left, right] = output === 'jpeg' ? [[227, 147, 147] as const, [255, 255, 255] as const] : [glass, clear];
        expect(distance(at(0.25, 0.5), left)).toBeLessThan(8);
        // The color of fully transparent pixels is irrelevant.
        const rightmost = at(0.75, 0.5);
        expect(output === 'jpeg' ? distance(rightmost, right) : rightmost[3]).toBeLessThan(8);
      }
    });
  });

  test('is not added to an opaque image', async () => {
    const { sizes } = await resize(await of([1, 2, 3]), 'png');
    expect((await look(sizes[smallestSize].bytes)).metadata.hasAlpha).toBe(false);
  });
});

describe('the first frame of an animation', () => {
  const first: Color = [220, 30, 30];
  const second: Color = [30, 60, 220];

  test('in WebP', async () => {
    const bytes = await sharp([await of(first), await of(second)], { join: { animated: true } })
      .webp({ delay: [50, 50] })
      .toBuffer();
    expect((await look(bytes)).metadata.pages).toBe(2);
    await expectColor(bytes, 'webp', first);
    expect((await resize(bytes, 'webp')).original).toMatchObject(small);
  });

  test('in PNG', async () => expectColor(apng(await of(first), await of(second)), 'png', first));
});

test.each(outputFormats)('writes %s when the settings say so', async (output) => {
  const { sizes } = await resize(await photo(small), 'jpeg', { format: output });
  const starts = { webp: /^RIFF....WEBP/s, jpeg: /^\xff\xd8\xff/, avif: /^....ftypavif/s };
  for (const { bytes, format } of Object.values(sizes)) {
    expect(format).toBe(output);
    expect(Buffer.from(bytes).toString('latin1')).toMatch(starts[output]);
  }
});
