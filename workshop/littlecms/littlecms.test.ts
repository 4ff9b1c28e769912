// Every pixel format with every kind of profile, compared with the colours that Little CMS computes.
import { decode } from '../../lambda/adapters/sharp/decode';
import type { InputFormat } from '../../lambda/core/formats';
import { defaultImageSettings } from '../../lambda/core/settings';
import { type PatchesPng, patch, patchesJpeg, patchesPng, patchesWebp, tagJpegInParts } from '../../lib/testing/images/patches';
import { tagPng } from '../../lib/testing/images/png';
import { type ProfileName, type ReferenceTable, referenceProfiles } from '../../lib/testing/images/reference-profiles';
import { kindOf } from '../../test/adapters/sharp/resize';
import table from '../../test/fixtures/littlecms.json';

const linearGrey = 'grey of gamma 1.0';
// With integer output, Little CMS samples the curve of a single channel at few points: for the darkest shades of linear grey
// it computes 6, 12 and 25, and with floating-point output 13, 22 and 34. The table contains the exact values.
const reference: ReferenceTable = {
  ...table,
  [linearGrey]: table[linearGrey].filter(({ stored: [grey = 0] }) => grey === 0 || grey > 4),
};
const profiles = referenceProfiles();
const names = Object.keys(table) as ProfileName[];
const isOf = (channels: number) => (name: ProfileName) => reference[name][0]?.stored.length === channels;

type Row = ReferenceTable[ProfileName][number];

/** The patches whose colour differs from the reference by more than allowed, at full and at half size. */
async function wrongColours(bytes: Buffer, format: InputFormat, rows: readonly Row[], allowed = 2) {
  const bounds = [2048, (rows.length * patch) / 2];
  const wrong = bounds.map(async (bound) => {
    const { pixels } = await decode(bytes, kindOf(format), bound, defaultImageSettings);
    const { width, height, channels } = pixels.info;
    return rows.flatMap(({ stored, srgb }, index) => {
      const at = (Math.floor(height / 2) * width + Math.floor(((index + 0.5) * width) / rows.length)) * channels;
      // Grey without a profile may stay one channel.
      const found = [0, 1, 2].map((channel) => pixels.data[at + (channels < 3 ? 0 : channel)] ?? 0);
      const off = Math.max(...found.map((value, channel) => Math.abs(value - (srgb[channel] ?? 0))));
      return off <= allowed ? [] : [{ bound, stored, srgb, found }];
    });
  });
  return (await Promise.all(wrong)).flat();
}

const identity = (colours: readonly (readonly number[])[]): Row[] =>
  colours.map((stored) => ({ stored, srgb: stored.length === 1 ? [...stored, ...stored, ...stored] : stored }));

describe.each([8, 16] as const)('PNG of %i bits', (depth) => {
  const greyKinds: PatchesPng['kind'][] = ['grey', 'grey and alpha'];
  const colourKinds: PatchesPng['kind'][] = depth === 8 ? ['RGB', 'RGBA', 'palette'] : ['RGB', 'RGBA'];
  const cases = [
    ...greyKinds.flatMap((kind) => names.filter(isOf(1)).map((name) => [kind, name] as const)),
    ...colourKinds.flatMap((kind) => names.filter(isOf(3)).map((name) => [kind, name] as const)),
  ];

  test.each(cases)('%s, with a profile: %s', async (kind, name) => {
    const rows = reference[name];
    const png = patchesPng({ kind, depth, colours: rows.map(({ stored }) => stored) });
    expect(await wrongColours(tagPng(png, (await profiles)[name].profile), 'png', rows)).toEqual([]);
  });

  test.each([...greyKinds, ...colourKinds])('%s, without a profile', async (kind) => {
    const colours = reference[greyKinds.includes(kind) ? 'grey of gamma 1.0' : 'sRGB'].map(({ stored }) => stored);
    expect(await wrongColours(patchesPng({ kind, depth, colours }), 'png', identity(colours))).toEqual([]);
  });

  test.each(greyKinds)('%s, with a profile of three channels, which does not apply', async (kind) => {
    const colours = reference[linearGrey].map(({ stored }) => stored);
    const png = tagPng(patchesPng({ kind, depth, colours }), (await profiles)['Display P3'].profile);
    expect(await wrongColours(png, 'png', identity(colours))).toEqual([]);
  });
});

describe('JPEG', () => {
  test.each(names)('with a profile: %s', async (name) => {
    // RGB is stored as luma and two chroma values, rounded.
    const rows = reference[name].filter(
      ({ stored: [first, ...others] }) => others.length === 3 || others.every((value) => value === first),
    );
    const jpeg = await patchesJpeg(rows.map(({ stored }) => stored));
    expect(await wrongColours(tagJpegInParts(jpeg, (await profiles)[name].profile), 'jpeg', rows)).toEqual([]);
  });

  test.each(names.filter(isOf(3)))('of bright colours, with a profile: %s', async (name) => {
    const rows = reference[name].filter(({ stored }) => Math.min(...stored) >= 50);
    const jpeg = await patchesJpeg(rows.map(({ stored }) => stored));
    expect(await wrongColours(tagJpegInParts(jpeg, (await profiles)[name].profile), 'jpeg', rows, 4)).toEqual([]);
  });

  test('of grey, without a profile', async () => {
    const colours = reference[linearGrey].map(({ stored }) => stored);
    expect(await wrongColours(await patchesJpeg(colours), 'jpeg', identity(colours))).toEqual([]);
  });

  test.each([1, 3])('of %i channels, with an invalid profile', async (channels) => {
    const colours = reference[linearGrey].map(({ stored: [level = 0] }) => new Array<number>(channels).fill(level));
    const jpeg = tagJpegInParts(await patchesJpeg(colours), Buffer.alloc(200, 'none'));
    expect(await wrongColours(jpeg, 'jpeg', identity(colours))).toEqual([]);
  });

  test('of CMYK, without a profile: uses the one in libvips', async () => {
    const rows = reference.CMYK;
    expect(await wrongColours(await patchesJpeg(rows.map(({ stored }) => stored)), 'jpeg', rows)).toEqual([]);
  });
});

test.each(names.filter(isOf(3)))('WebP, with a profile: %s', async (name) => {
  const rows = reference[name];
  const webp = await patchesWebp(
    rows.map(({ stored }) => stored),
    (await profiles)[name].profile,
  );
  expect(await wrongColours(webp, 'webp', rows)).toEqual([]);
});
