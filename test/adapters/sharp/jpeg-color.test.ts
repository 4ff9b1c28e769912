// Cameras in Adobe RGB mode name their files _IMG…, write the rules R03 in EXIF, and often add no profile.
import { decode } from '../../../lambda/adapters/sharp/decode';
import { defaultImageSettings } from '../../../lambda/core/settings';
import { insertSegments, segment, tagJpeg } from '../../../lib/testing/images/jpeg';
import { patch, patchesJpeg } from '../../../lib/testing/images/patches';
import { referenceProfiles } from '../../../lib/testing/images/reference-profiles';
import table from '../../fixtures/littlecms.json';
import { kindOf } from './resize';

// Colors that JPEG stores almost exactly.
const colors = table['Adobe RGB'].filter(({ stored }) => Math.min(...stored) >= 50);
const stored = colors.map((color) => color.stored);
const asAdobeRgb = colors.map((color) => color.srgb);

type Edit = (exif: Buffer) => Buffer;

/** EXIF with three linked directories. The last one contains the interoperability index. */
function exif(index: string, isLittle: boolean): Buffer {
  const bytes = Buffer.alloc(8 + 3 * 18);
  const uint16 = (value: number, at: number) => (isLittle ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at));
  const uint32 = (value: number, at: number) => (isLittle ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at));
  bytes.write(isLittle ? 'II' : 'MM');
  uint16(42, 2);
  uint32(8, 4);
  for (const [number, tag] of [0x8769, 0xa005, 1].entries()) {
    const at = 8 + 18 * number;
    uint16(1, at);
    uint16(tag, at + 2);
    uint16(tag === 1 ? 2 : 4, at + 4);
    uint32(tag === 1 ? 4 : 1, at + 6);
    if (tag === 1) bytes.write(`${index}\0`, at + 10);
    else uint32(at + 18, at + 10);
  }
  return Buffer.concat([Buffer.from('Exif\0\0'), bytes]);
}

async function shown(jpeg: Buffer): Promise<number[][]> {
  const { pixels } = await decode(jpeg, kindOf('jpeg'), 2048, defaultImageSettings);
  const { width, channels } = pixels.info;
  return colors.map((_, index) => {
    const at = ((patch / 2) * width + index * patch + patch / 2) * channels;
    return [...pixels.data.subarray(at, at + 3)];
  });
}

const withExif = async (index: string, { isLittle = true, edit = (bytes) => bytes }: { isLittle?: boolean; edit?: Edit } = {}) =>
  insertSegments(await patchesJpeg(stored), segment(0xe1, edit(exif(index, isLittle))));

function expectNear(found: readonly (readonly number[])[], expected: readonly (readonly number[])[]) {
  const off = found.map((color, index) =>
    Math.max(...color.map((value, channel) => Math.abs(value - (expected[index]?.[channel] ?? 0)))),
  );
  expect([found, Math.max(...off) <= 4]).toEqual([expect.anything(), true]);
}

test.each([true, false])('a JPEG with the rules R03 is read as Adobe RGB, little-endian: %s', async (isLittle) =>
  expectNear(await shown(await withExif('R03', { isLittle })), asAdobeRgb),
);

test('a JPEG with the rules R98 is read as sRGB', async () => expectNear(await shown(await withExif('R98')), stored));

test('an ICC profile takes precedence over EXIF', async () => {
  const { sRGB } = await referenceProfiles();
  expectNear(await shown(tagJpeg(await withExif('R03'), sRGB.profile)), stored);
});

test('a gray JPEG with the rules R03 is not converted', async () => {
  const gray = insertSegments(await patchesJpeg(stored.map(([level = 0]) => [level])), segment(0xe1, exif('R03', true)));
  const { pixels } = await decode(gray, kindOf('jpeg'), 2048, defaultImageSettings);
  expect(Math.abs((pixels.data[(patch / 2) * pixels.info.channels] ?? 0) - (stored[0]?.[0] ?? 0))).toBeLessThan(2);
});

test.each<[string, Edit]>([
  ['that is truncated', (bytes) => bytes.subarray(0, 30)],
  ['that is truncated in its header', (bytes) => bytes.subarray(0, 8)],
  ['with only its name', (bytes) => bytes.subarray(0, 6)],
  [
    'with a pointer far beyond its end',
    (bytes) => Buffer.concat([bytes.subarray(0, 24), Buffer.alloc(4, 0xff), bytes.subarray(28)]),
  ],
])('EXIF %s is ignored', async (_, edit) => {
  expectNear(await shown(await withExif('R03', { edit })), stored);
});
