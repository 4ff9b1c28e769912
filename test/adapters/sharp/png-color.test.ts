// Color information of a PNG besides ICC profiles, and its precedence: https://www.w3.org/TR/png-3/#4Concepts.ColourSpaces
import { decode } from '../../../lambda/adapters/sharp/decode';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { type PatchesPng, patch, patchesPng } from '../../../lib/testing/images/patches';
import { chunk, insertChunks, profileChunk, uint32 } from '../../../lib/testing/images/png';
import { type ProfileName, type ReferenceTable, referenceProfiles } from '../../../lib/testing/images/reference-profiles';
import table from '../../fixtures/littlecms.json';
import { kindOf } from './resize';

const reference: ReferenceTable = table;
const profiles = referenceProfiles();

const gamma = (value: number) => chunk('gAMA', uint32(value));
const chromaticities = (...values: number[]) =>
  chunk('cHRM', Buffer.concat(values.map((value) => uint32(Math.round(value * 100_000)))));
const codes = (...values: number[]) => chunk('cICP', Buffer.from(values));
const srgb = chunk('sRGB', Buffer.from([0]));
const p3 = chromaticities(0.3127, 0.329, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06);
const rec709 = chromaticities(0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06);
const ownProfile = async (name: ProfileName) => profileChunk((await profiles)[name].profile);

type Colors = readonly { readonly stored: readonly number[]; readonly srgb: readonly number[] }[];

const unchanged = reference.sRGB.map(({ stored }) => ({ stored, srgb: stored }));

async function shownColors(bytes: Buffer, count: number): Promise<number[][]> {
  const { pixels } = await decode(bytes, kindOf('png'), 2 ** 14, defaultImageSettings);
  const { height, width, channels } = pixels.info;
  return Array.from({ length: count }, (_, index) => {
    const at = (Math.floor(height / 2) * width + index * patch + patch / 2) * channels;
    return [0, 1, 2].map((channel) => pixels.data[at + (channels < 3 ? 0 : channel)] ?? 0);
  });
}

/** Two levels of tolerance, the accuracy of the reference. */
async function expectColors(expected: Colors, png: Omit<PatchesPng, 'colors'>, chunks: readonly (Buffer | Promise<Buffer>)[]) {
  const bytes = patchesPng({ ...png, colors: expected.map(({ stored }) => stored), chunks: await Promise.all(chunks) });
  const shown = await shownColors(bytes, expected.length);
  const wrong = expected
    .map((row, index) => ({ ...row, shown: shown[index] ?? [] }))
    .filter(({ srgb, shown }) => shown.some((value, channel) => Math.abs(value - (srgb[channel] ?? 0)) > 2));
  expect(wrong).toEqual([]);
}

const rgb = [8, 16].flatMap((depth) => [
  { kind: 'RGB', depth },
  { kind: 'RGBA', depth },
]) as Omit<PatchesPng, 'colors'>[];
const gray = [8, 16].flatMap((depth) => [
  { kind: 'gray', depth },
  { kind: 'gray and alpha', depth },
]) as Omit<PatchesPng, 'colors'>[];
const palette: Omit<PatchesPng, 'colors'> = { kind: 'palette', depth: 8 };

describe.each([...rgb, palette])('$kind with $depth bits', (png) => {
  test.each<[string, ProfileName, Buffer[]]>([
    ['gAMA of 1.0', 'sRGB of gamma 1.0', [gamma(100_000)]],
    ['gAMA of 1.0 and cHRM of sRGB', 'sRGB of gamma 1.0', [rec709, gamma(100_000)]],
    ['gAMA of 1/1.8', 'sRGB of gamma 1.8', [gamma(55_556)]],
    ['cHRM of Display P3', 'Display P3', [p3]],
    ['cHRM of Display P3 and gAMA of sRGB', 'Display P3', [p3, gamma(45_455)]],
    ['cICP of Display P3', 'Display P3', [codes(12, 13, 0, 1)]],
    ['cICP of linear sRGB', 'sRGB of gamma 1.0', [codes(1, 8, 0, 1)]],
  ])('converts %s like a profile of %s', (_, name, chunks) => expectColors(reference[name], png, chunks));

  test('does not convert a file that declares sRGB', async () => {
    for (const chunks of [[], [srgb], [gamma(45_455)], [gamma(45_450), rec709], [codes(1, 13, 0, 1)]]) {
      await expectColors(unchanged, png, chunks);
    }
  });
});

test.each(gray)('$kind with $depth bits is converted by gAMA and by the transfer function of cICP', async (png) => {
  const linear = reference['gray of gamma 1.0'].filter(({ stored: [level = 0] }) => level === 0 || level > 4);
  await expectColors(linear, png, [gamma(100_000)]);
  await expectColors(linear, png, [codes(9, 8, 0, 1)]);
  await expectColors(reference['gray of gamma 1.8'], png, [gamma(55_556), p3]);
});

describe('of several declarations, the first in this order applies', () => {
  const png = { kind: 'RGB', depth: 8 } as const;

  test.each<[string, ProfileName | undefined, () => (Buffer | Promise<Buffer>)[]]>([
    ['cICP before a profile', 'Display P3', () => [ownProfile('sRGB of gamma 1.0'), codes(12, 13, 0, 1)]],
    ['cICP before sRGB', 'sRGB of gamma 1.0', () => [srgb, codes(1, 8, 0, 1)]],
    ['cICP of sRGB before a profile', undefined, () => [codes(1, 13, 0, 1), ownProfile('Display P3')]],
    ['a profile before sRGB', 'Display P3', () => [srgb, ownProfile('Display P3')]],
    ['a profile before gAMA', 'Display P3', () => [gamma(100_000), ownProfile('Display P3')]],
    ['sRGB before gAMA and cHRM', undefined, () => [gamma(100_000), p3, srgb]],
    [
      'an invalid profile is ignored: gAMA applies',
      'sRGB of gamma 1.0',
      () => [chunk('iCCP', Buffer.from('x\0\0none')), gamma(100_000)],
    ],
    ['the first of two gAMA', 'sRGB of gamma 1.8', () => [gamma(55_556), gamma(100_000)]],
  ])('%s', (_, name, chunks) => expectColors(name ? reference[name] : unchanged, png, chunks()));
});

describe('an invalid chunk is ignored', () => {
  const png = { kind: 'RGB', depth: 8 } as const;
  const wrongSum = (part: Buffer) => Buffer.concat([part.subarray(0, -1), Buffer.from([~(part.at(-1) ?? 0) & 0xff])]);

  test.each<[string, Buffer[]]>([
    ['gAMA of zero', [gamma(0)]],
    ['gAMA of three bytes', [chunk('gAMA', Buffer.alloc(3, 1))]],
    ['gAMA with a wrong checksum', [wrongSum(gamma(100_000))]],
    ['cHRM of zeros', [chromaticities(0, 0, 0, 0, 0, 0, 0, 0)]],
    ['cHRM with a white point without light', [chromaticities(0.3127, 0, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)]],
    ['cHRM with a white point that is almost dark', [chromaticities(0.3127, 0.00001, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)]],
    ['cHRM with three identical colors', [chromaticities(0.3127, 0.329, 0.3, 0.3, 0.3, 0.3, 0.3, 0.3)]],
    ['cHRM with a white point outside of its colors', [chromaticities(0.7, 0.2, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)]],
    ['cHRM with the largest numbers', [chunk('cHRM', Buffer.alloc(32, 0xff))]],
    ['cICP with unknown colors', [codes(2, 13, 0, 1)]],
    ['cICP with an unknown transfer function', [codes(1, 2, 0, 1)]],
    ['cICP with reserved codes', [codes(200, 201, 0, 1)]],
    ['cICP with YCbCr', [codes(12, 13, 1, 1)]],
    ['cICP with three bytes', [chunk('cICP', Buffer.from([12, 13, 0]))]],
  ])('%s', (_, chunks) => expectColors(unchanged, png, chunks));

  test('an invalid cHRM does not affect gAMA', () =>
    expectColors(reference['sRGB of gamma 1.0'], png, [chromaticities(0, 0, 0, 0, 0, 0, 0, 0), gamma(100_000)]));

  test('chunks after the palette or the pixels are ignored', async () => {
    const colors = unchanged.map(({ stored }) => stored);
    const behind = patchesPng({ ...png, colors });
    const end = behind.length - 12;
    const late = Buffer.concat([behind.subarray(0, end), gamma(100_000), behind.subarray(end)]);
    expect(await shownColors(late, colors.length)).toEqual(colors);
    const indexed = patchesPng({ ...palette, colors });
    const pixels = indexed.indexOf('IDAT') - 4;
    const afterPalette = Buffer.concat([indexed.subarray(0, pixels), gamma(100_000), indexed.subarray(pixels)]);
    expect(await shownColors(afterPalette, colors.length)).toEqual(colors);
  });

  test('any gamma value is accepted', async () => {
    for (const value of [1, 100, 1_000_000, 0x7fffffff, 0xffffffff]) {
      const bytes = insertChunks(
        patchesPng({
          ...png,
          colors: [
            [0, 0, 0],
            [255, 255, 255],
          ],
        }),
        gamma(value),
      );
      expect(await shownColors(bytes, 2)).toEqual([
        [0, 0, 0],
        [255, 255, 255],
      ]);
    }
  });
});

test('cICP with narrow range: black is 16, white is 235', () =>
  expectColors(
    [0, 16, 71, 126, 180, 235, 255].map((level) => {
      const shown = Math.min(Math.max(Math.round(((level - 16) * 255) / 219), 0), 255);
      return { stored: [level, level, level], srgb: [shown, shown, shown] };
    }),
    { kind: 'RGB', depth: 8 },
    [codes(1, 13, 0, 0)],
  ));

describe('HDR is tone-mapped for an SDR screen', () => {
  const grays = (levels: readonly (readonly [stored: number, shown: number])[]) =>
    levels.map(([stored, shown]) => ({ stored: [stored, stored, stored], srgb: [shown, shown, shown] }));

  // Light below 90 cd/m² keeps its ratio to diffuse white, 203 cd/m²; 1,000 cd/m² become white.
  test.each([8, 16] as const)('PQ with %i bits', (depth) =>
    expectColors(
      grays([
        [0, 0],
        [64, 45],
        [96, 98],
        [110, 130],
        [118, 151],
        [148, 228],
        [192, 255],
        [255, 255],
      ]),
      { kind: 'RGB', depth },
      [codes(9, 16, 0, 1)],
    ),
  );

  test.each([8, 16] as const)('HLG with %i bits', (depth) =>
    expectColors(
      grays([
        [0, 0],
        [64, 62],
        [128, 138],
        [191, 228],
        [255, 255],
      ]),
      { kind: 'RGB', depth },
      [codes(9, 18, 0, 1)],
    ),
  );

  test('of gray', () =>
    expectColors([{ stored: [110], srgb: [130, 130, 130] }], { kind: 'gray', depth: 16 }, [codes(9, 16, 0, 1)]));

  test('brighter input never becomes darker', async () => {
    const colors = Array.from({ length: 256 }, (_, level) => [level, level, level]);
    for (const transfer of [16, 18]) {
      const shown = await shownColors(patchesPng({ kind: 'RGB', depth: 8, colors, chunks: [codes(9, transfer, 0, 1)] }), 256);
      const levels = shown.map(([red = 0]) => red);
      expect(levels).toEqual(levels.toSorted((a, b) => a - b));
    }
  });
});
