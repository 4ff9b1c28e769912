import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { outputFormats } from '../../../lambda/core/formats';
import { adobeRgb } from '../../../lib/testing/images/icc-profile';
import { tagJpeg } from '../../../lib/testing/images/jpeg';
import { distance, look } from '../../../lib/testing/images/look';
import { type Colour, type PhotoFormat, photo, plain } from '../../../lib/testing/images/photo';
import { apng, tagPng } from '../../../lib/testing/images/png';
import { ultraHdr } from '../../../lib/testing/images/ultra-hdr';
import { smallestSize } from '../../../lib/testing/sizes';
import { resize } from './resize';

const small = { width: 300, height: 220 };

const of = (colour: Colour, format: PhotoFormat = 'png', edit?: (image: Sharp) => Sharp) =>
  photo({ ...small, format, paint: plain(...colour), edit });

async function expectColour(bytes: Buffer, format: PhotoFormat, expected: Colour, tolerance = 5) {
  const { sizes } = await resize(bytes, format, { quality: 95 });
  for (const size of Object.values(sizes)) {
    const { at, metadata } = await look(size.bytes);
    expect(metadata).toMatchObject({ space: 'srgb', depth: 'uchar', hasProfile: false });
    expect([at(0.5, 0.5), distance(at(0.5, 0.5), expected) <= tolerance]).toEqual([expect.anything(), true]);
  }
}

describe('colours are converted to sRGB', () => {
  // By Adobe RGB (1998) and IEC 61966-2-1: the same colour in both colour spaces.
  const inAdobeRgb: Colour = [100, 150, 80];
  const inSrgb: Colour = [66, 151, 74];
  const sixteenBits = (image: Sharp) => image.toColourspace('rgb16');

  test('of Adobe RGB, in JPEG', async () => expectColour(tagJpeg(await of(inAdobeRgb, 'jpeg'), adobeRgb()), 'jpeg', inSrgb));
  test('of Adobe RGB, in PNG', async () => expectColour(tagPng(await of(inAdobeRgb), adobeRgb()), 'png', inSrgb));
  test('of Adobe RGB, in PNG with 16 bits', async () =>
    expectColour(tagPng(await of(inAdobeRgb, 'png', sixteenBits), adobeRgb()), 'png', inSrgb));

  test.each(['jpeg', 'png', 'webp'] as const)('of Display P3, in %s', async (format) => {
    const bytes = await of([215, 93, 31], format, (image) => image.withIccProfile('p3'));
    const stored = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    expect(distance([...stored.subarray(0, 3)] as unknown as Colour, [200, 100, 50])).toBeLessThan(5);
    await expectColour(bytes, format, [215, 93, 31]);
  });

  test('of 16 bits without a profile', async () =>
    expectColour(await of([12, 200, 130], 'png', sixteenBits), 'png', [12, 200, 130]));

  test.each(['jpeg', 'png', 'webp'] as const)('of grey %s', async (format) =>
    expectColour(await of([140, 140, 140], format, (image) => image.greyscale()), format, [140, 140, 140]),
  );
  test('of grey with 16 bits', async () =>
    expectColour(await of([140, 140, 140], 'png', (image) => image.toColourspace('grey16')), 'png', [140, 140, 140]));

  // CMYK has no pure colours, and its black is not quite black. The test only has to detect inverted or tinted colours.
  const inks: [string, Colour][] = [
    ['red', [200, 50, 50]],
    ['green', [60, 160, 80]],
    ['grey', [128, 128, 128]],
    ['white', [255, 255, 255]],
    ['black', [0, 0, 0]],
  ];
  test.each(inks)('of CMYK %s, with and without a profile', async (_, colour) => {
    await expectColour(await of(colour, 'jpeg', (image) => image.toColourspace('cmyk')), 'jpeg', colour, 25);
    await expectColour(await of(colour, 'jpeg', (image) => image.withIccProfile('cmyk')), 'jpeg', colour, 25);
  });

  test('of an Ultra HDR photo, as an SDR screen shows it', async () => {
    const bytes = ultraHdr(await of([180, 90, 60], 'jpeg'), await photo({ width: 64, height: 48 }));
    await expectColour(bytes, 'jpeg', [180, 90, 60]);
  });
});

describe('transparency', () => {
  const glass: Colour = [200, 40, 40, 128];
  const clear: Colour = [0, 0, 0, 0];
  const halves = (x: number): Colour => (x < 0.5 ? glass : clear);
  const inputs: [string, PhotoFormat, ((image: Sharp) => Sharp)?][] = [
    ['png', 'png'],
    ['png of 16 bits', 'png', (image) => image.toColourspace('rgb16')],
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
        // The colour of fully transparent pixels is irrelevant.
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
  const first: Colour = [220, 30, 30];
  const second: Colour = [30, 60, 220];

  test('in WebP', async () => {
    const bytes = await sharp([await of(first), await of(second)], { join: { animated: true } })
      .webp({ delay: [50, 50] })
      .toBuffer();
    expect((await look(bytes)).metadata.pages).toBe(2);
    await expectColour(bytes, 'webp', first);
    expect((await resize(bytes, 'webp')).original).toMatchObject(small);
  });

  test('in PNG', async () => expectColour(apng(await of(first), await of(second)), 'png', first));
});

test.each(outputFormats)('writes %s when the settings say so', async (output) => {
  const { format, sizes } = await resize(await photo(small), 'jpeg', { format: output });
  expect(format).toBe(output);
  const starts = { webp: /^RIFF....WEBP/s, jpeg: /^\xff\xd8\xff/, avif: /^....ftypavif/s };
  for (const { bytes } of Object.values(sizes)) expect(Buffer.from(bytes).toString('latin1')).toMatch(starts[output]);
});
