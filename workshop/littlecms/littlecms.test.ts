// Every pixel format with every kind of profile, compared with the colors that Little CMS computes.
import { decode } from '../../lambda/adapters/sharp/decode';
import type { InputFormat } from '../../lambda/core/formats';
import { defaultImageSettings } from '../../lambda/core/settings';
import { type PatchesPng, patch, patchesJpeg, patchesPng, patchesWebp, tagJpegInParts } from '../../lib/testing/images/patches';
import { tagPng } from '../../lib/testing/images/png';
import { type ProfileName, type ReferenceTable, referenceProfiles } from '../../lib/testing/images/reference-profiles';
import { kindOf } from '../../test/adapters/sharp/resize';
import table from '../../test/fixtures/littlecms.json';

const linearGray = 'gray of gamma 1.0';
// With integer output, Little CMS samples the curve of a single channel at few points: for the darkest shades of linear gray
// it computes 6, 12 and 25, and with floating-point output 13, 22 and 34. The table contains the exact values.
const reference: ReferenceTable = {
  ...table,
  [linearGray]: table[linearGray].filter(({ stored: [gray = 0] }) => gray === 0 || gray > 4),
};
const profiles = referenceProfiles();
const names = Object.keys(table) as ProfileName[];
const isOf = (channels: number) => (name: ProfileName) => reference[name][0]?.stored.length === channels;

type Row = ReferenceTable[ProfileName][number];

/** The patches whose color differs from the reference by more than allowed, at full and at half size. */
async function wrongColors(bytes: Buffer, format: InputFormat, rows: readonly Row[], allowed = 2) {
  const bounds = [2048, (rows.length * patch) / 2];
  const wrong = bounds.map(async (bound) => {
    const { pixels } = await decode(bytes, kindOf(format), bound, defaultImageSettings);
    const { width, height, channels } = pixels.info;
    return rows.flatMap(({ stored, srgb }, index) => {
      const at = (Math.floor(height / 2) * width + Math.floor(((index + 0.5) * width) / rows.length)) * channels;
      // Gray without a profile may stay one channel.
      const found = [0, 1, 2].map((channel) => pixels.data[at + (channels < 3 ? 0 : channel)] ?? 0);
      const off = Math.max(...found.map((value, channel) => Math.abs(value - (srgb[channel] ?? 0))));
      return off <= allowed ? [] : [{ bound, stored, srgb, found }];
    });
  });
  return (await Promise.all(wrong)).flat();
}

const identity = (colors: readonly (readonly number[])[]): Row[] =>
  colors.map((stored) => ({ stored, srgb: stored.length === 1 ? [...stored, ...stored, ...stored] : stored }));

describe.each([8, 16] as const)('PNG of %i bits', (depth) => {
  const grayKinds: PatchesPng['kind'][] = ['gray', 'gray and alpha'];
  const colorKinds: PatchesPng['kind'][] = depth === 8 ? ['RGB', 'RGBA', 'palette'] : ['RGB', 'RGBA'];
  const cases = [
    ...grayKinds.flatMap((kind) => names.filter(isOf(1)).map((name) => [kind, name] as const)),
    ...colorKinds.flatMap((kind) => names.filter(isOf(3)).map((name) => [kind, name] as const)),
  ];

  test.each(cases)('%s, with a profile: %s', async (kind, name) => {
    const rows = reference[name];
    const png = patchesPng({ kind, depth, colors: rows.map(({ stored }) => stored) });
    expect(await wrongColors(tagPng(png, (await profiles)[name].profile), 'png', rows)).toEqual([]);
  });

  test.each([...grayKinds, ...colorKinds])('%s, without a profile', async (kind) => {
    const colors = reference[grayKinds.includes(kind) ? 'gray of gamma 1.0' : 'sRGB'].map(({ stored }) => stored);
    expect(await wrongColors(patchesPng({ kind, depth, colors }), 'png', identity(colors))).toEqual([]);
  });

  test.each(grayKinds)('%s, with a profile of three channels, which does not apply', async (kind) => {
    const colors = reference[linearGray].map(({ stored }) => stored);
    const png = tagPng(patchesPng({ kind, depth, colors }), (await profiles)['Display P3'].profile);
    expect(await wrongColors(png, 'png', identity(colors))).toEqual([]);
  });
});

describe('JPEG', () => {
  test.each(names)('with a profile: %s', async (name) => {
    // RGB is stored as luma and two chroma values, rounded.
    const rows = reference[name].filter(
      ({ stored: [first, ...others] }) => others.length === 3 || others.every((value) => value === first),
    );
    const jpeg = await patchesJpeg(rows.map(({ stored }) => stored));
    expect(await wrongColors(tagJpegInParts(jpeg, (await profiles)[name].profile), 'jpeg', rows)).toEqual([]);
  });

  test.each(names.filter(isOf(3)))('of bright colors, with a profile: %s', async (name) => {
    const rows = reference[name].filter(({ stored }) => Math.min(...stored) >= 50);
    const jpeg = await patchesJpeg(rows.map(({ stored }) => stored));
    expect(await wrongColors(tagJpegInParts(jpeg, (await profiles)[name].profile), 'jpeg', rows, 4)).toEqual([]);
  });

  test('of gray, without a profile', async () => {
    const colors = reference[linearGray].map(({ stored }) => stored);
    expect(await wrongColors(await patchesJpeg(colors), 'jpeg', identity(colors))).toEqual([]);
  });

  test.each([1, 3])('of %i channels, with an invalid profile', async (channels) => {
    const colors = reference[linearGray].map(({ stored: [level = 0] }) => new Array<number>(channels).fill(level));
    const jpeg = tagJpegInParts(await patchesJpeg(colors), Buffer.alloc(200, 'none'));
    expect(await wrongColors(jpeg, 'jpeg', identity(colors))).toEqual([]);
  });

  test('of CMYK, without a profile: uses the one in libvips', async () => {
    const rows = reference.CMYK;
    expect(await wrongColors(await patchesJpeg(rows.map(({ stored }) => stored)), 'jpeg', rows)).toEqual([]);
  });
});

test.each(names.filter(isOf(3)))('WebP, with a profile: %s', async (name) => {
  const rows = reference[name];
  const webp = await patchesWebp(
    rows.map(({ stored }) => stored),
    (await profiles)[name].profile,
  );
  expect(await wrongColors(webp, 'webp', rows)).toEqual([]);
});
