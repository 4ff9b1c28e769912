// Files with flaws that lose no pixel become READY and have the same pixels as the intact file. All others are rejected.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { beforeRestarts, comment, endMark, insertSegments, partsOf, segment, sloppyScan } from '../../../lib/testing/images/jpeg';
import { photo } from '../../../lib/testing/images/photo';
import { chunk, chunksOf, insertChunks, pngOf } from '../../../lib/testing/images/png';
import { resize } from './resize';

type Format = 'jpeg' | 'png' | 'webp';
type Spoil = (file: Buffer) => Buffer;

const damage = { name: 'ImageRejected', rejection: { code: 'CORRUPT_IMAGE' } };

async function expectSamePixels(sound: Buffer, flawed: Buffer, format: Format) {
  expect(flawed.equals(sound)).toBe(false);
  const [expected, found] = await Promise.all([sound, flawed].map((bytes) => resize(bytes, format, { format: 'webp' })));
  expect(found?.sizes).toEqual(expected?.sizes);
}

const stored = (name: string) => readFileSync(join(__dirname, '../../../lib/testing/images', `${name}.jpg`));

const jpegOf = (chromaSubsampling: '4:4:4' | '4:2:0', progressive: boolean) =>
  photo({ width: 210, height: 136 }).then((bytes) => sharp(bytes).jpeg({ chromaSubsampling, progressive }).toBuffer());

const zeros = (count: number) => Buffer.alloc(count);
const withoutEnd: Spoil = (jpeg) => jpeg.subarray(0, -2);
const beforeEnd =
  (...bytes: Buffer[]): Spoil =>
  (jpeg) =>
    Buffer.concat([withoutEnd(jpeg), ...bytes, endMark]);
const withoutLastBytes =
  (count: number): Spoil =>
  (jpeg) =>
    Buffer.concat([withoutEnd(jpeg).subarray(0, -count), endMark]);
const withoutScan =
  (which: number): Spoil =>
  (jpeg) => {
    const parts = partsOf(jpeg);
    const scans = parts.filter((part) => part[1] === 0xda);
    return Buffer.concat(parts.filter((part) => part !== scans.at(which)));
  };

describe.each([
  ['baseline JPEG', '4:4:4', false],
  ['baseline JPEG', '4:2:0', false],
  ['progressive JPEG', '4:4:4', true],
  ['progressive JPEG', '4:2:0', true],
] as const)('a %s of %s', (_, subsampling, progressive) => {
  const sound = jpegOf(subsampling, progressive);

  test.each<[string, Spoil]>([
    ['without its end marker', withoutEnd],
    ['with half of its end marker', (jpeg) => jpeg.subarray(0, -1)],
    ['with zeros before its end marker', beforeEnd(zeros(9))],
    ['with zeros between its segments', (jpeg) => insertSegments(jpeg, comment('x'), zeros(5))],
    ['with bytes after its end', (jpeg) => Buffer.concat([jpeg, Buffer.alloc(999, 7)])],
    ['with a comment of odd length', (jpeg) => insertSegments(jpeg, comment('\0\xff\xd9'))],
    ['with a future JFIF version', (jpeg) => insertSegments(jpeg, segment(0xe0, 'JFIF\0\x02\0\0\0\x01\0\x01\0\0'))],
    ['with an unknown color transform', (jpeg) => insertSegments(jpeg, segment(0xee, 'Adobe\0\x64\0\0\0\0\x05'))],
  ])('is READY %s', async (_, spoil) => expectSamePixels(await sound, spoil(await sound), 'jpeg'));

  // Also in the last rows, whose warnings libvips reports late.
  test.each([1, 2, 3, 10, 40])('is rejected when the last %i bytes of its scans are missing', async (count) => {
    await expect(resize(withoutLastBytes(count)(await sound))).rejects.toMatchObject(damage);
    await expect(resize((await sound).subarray(0, -2 - count))).rejects.toMatchObject(damage);
  });
});

describe('a baseline JPEG', () => {
  const sound = jpegOf('4:4:4', false);

  test('is READY with the scan header of Samsung cameras', async () =>
    expectSamePixels(await sound, sloppyScan(await sound), 'jpeg'));

  test('is rejected when it is truncated, also with that scan header', async () => {
    const spoiled = sloppyScan(await sound);
    await expect(resize(spoiled.subarray(0, 4000))).rejects.toMatchObject(damage);
    await expect(resize(withoutLastBytes(2)(spoiled))).rejects.toMatchObject(damage);
  });

  test('is READY while a corrupt one is decoded concurrently', async () => {
    const files = [await sound, withoutLastBytes(2)(await sound), await sound, withoutLastBytes(9)(await sound), await sound];
    const outcomes = await Promise.allSettled(files.map((bytes) => resize(bytes)));
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('is rejected when its last rows are missing and it is shrunk on load', async () => {
    const large = await photo({ width: 6400, height: 64 });
    await expect(resize(withoutLastBytes(20)(large))).rejects.toMatchObject(damage);
    expect((await resize(withoutEnd(large))).original).toMatchObject({ width: 6400 });
  });
});

describe('a progressive JPEG that ends between two scans', () => {
  const sound = jpegOf('4:2:0', true);

  test('is rejected without its end marker: the missing scans would have added detail', async () => {
    const cut = withoutEnd(withoutScan(-1)(await sound));
    await expect(resize(cut)).rejects.toMatchObject(damage);
  });

  test('is rejected when a scan in the middle is missing', async () => {
    await expect(resize(withoutScan(2)(await sound))).rejects.toMatchObject(damage);
  });
});

// Written by jpegtran of libjpeg-turbo 2.1.5 from one photo: -restart 2B, and -restart 3B -progressive.
describe.each(['restarts', 'restarts-progressive'])('a JPEG with %s', (name) => {
  const sound = stored(name);

  test.each([1, 2, 7, 100])('is READY with %i zeros before each restart marker', async (count) =>
    expectSamePixels(sound, beforeRestarts(sound, zeros(count)), 'jpeg'),
  );

  test('is READY with zeros there and without its end marker', async () =>
    expectSamePixels(sound, withoutEnd(beforeRestarts(sound, zeros(7))), 'jpeg'));

  test('is rejected with other bytes there, which remain when a decoder has lost its position', async () => {
    await expect(resize(beforeRestarts(sound, Buffer.alloc(7, 5)))).rejects.toMatchObject(damage);
  });

  test('is rejected with zeros there and bytes missing', async () => {
    const cut = withoutLastBytes(2)(beforeRestarts(sound, zeros(7)));
    await expect(resize(cut)).rejects.toMatchObject(damage);
  });
});

describe('a PNG', () => {
  const sound = photo({ width: 120, height: 90, format: 'png' });
  const pixels = async () =>
    Buffer.concat(
      chunksOf(await sound)
        .filter(isPixels)
        .map((part) => part.subarray(8, -4)),
    );
  const isPixels = (part: Buffer) => part.toString('latin1', 4, 8) === 'IDAT';
  const wrongSum = (part: Buffer) => Buffer.concat([part.subarray(0, -1), Buffer.from([~(part.at(-1) ?? 0) & 0xff])]);

  test.each<[string, Spoil]>([
    ['without its end', (png) => png.subarray(0, -12)],
    ['with half of its end', (png) => png.subarray(0, -6)],
    ['with bytes after its end', (png) => Buffer.concat([png, Buffer.alloc(99, 7)])],
    ['with a wrong checksum of a chunk without pixels', (png) => insertChunks(png, wrongSum(chunk('tEXt', Buffer.from('a\0b'))))],
    ['with an invalid profile', (png) => insertChunks(png, chunk('iCCP', deflateSync(Buffer.from('x'))))],
    ['with a duplicate chunk', (png) => insertChunks(png, chunk('sRGB', Buffer.from([0])), chunk('sRGB', Buffer.from([0])))],
  ])('is READY %s', async (_, spoil) => expectSamePixels(await sound, spoil(await sound), 'png'));

  test('is READY with bytes after the compressed pixels', async () => {
    const [header = Buffer.alloc(0)] = chunksOf(await sound);
    const longer = pngOf(header, chunk('IDAT', Buffer.concat([await pixels(), zeros(9)])), chunk('IEND'));
    await expectSamePixels(await sound, longer, 'png');
  });

  // The corrupt byte is unknown.
  test('is rejected with a wrong checksum of its pixels, of the chunk or of all of them', async () => {
    const [header = Buffer.alloc(0)] = chunksOf(await sound);
    const data = await pixels();
    await expect(resize(pngOf(header, wrongSum(chunk('IDAT', data)), chunk('IEND')), 'png')).rejects.toMatchObject(damage);
    await expect(resize(pngOf(header, chunk('IDAT', wrongSum(data)), chunk('IEND')), 'png')).rejects.toMatchObject(damage);
  });
});

describe.each([
  ['lossy', { quality: 80 }],
  ['lossless', { lossless: true }],
] as const)('a %s WebP', (_, options) => {
  const sound = photo({ width: 120, height: 90 }).then((bytes) => sharp(bytes).webp(options).toBuffer());
  const withSize =
    (difference: number): Spoil =>
    (webp) => {
      const changed = Buffer.from(webp);
      changed.writeUInt32LE(changed.readUInt32LE(4) + difference, 4);
      return changed;
    };

  test.each<[string, Spoil]>([
    ['with a declared size that is 8 bytes too small', withSize(-8)],
    ['with a declared size that is 1 byte too small', withSize(-1)],
    ['with a declared size that is 1 byte too large', withSize(1)],
    ['with a declared size that is 7 bytes too large', withSize(7)],
    ['with bytes after its end', (webp) => Buffer.concat([webp, Buffer.alloc(9, 7)])],
  ])('is READY %s', async (_, spoil) => expectSamePixels(await sound, spoil(await sound), 'webp'));

  test('is rejected when the declared size is so large that a chunk may be missing', async () => {
    await expect(resize(withSize(8)(await sound), 'webp')).rejects.toMatchObject(damage);
  });

  test('is rejected when bytes of its pixels are missing, whatever size it declares', async () => {
    const cut = (await sound).subarray(0, -4);
    for (const size of [0, -4, -2, 3]) await expect(resize(withSize(size)(cut), 'webp')).rejects.toMatchObject(damage);
  });
});

test('a WebP is READY without the padding after its last chunk', async () => {
  // A lossless picture with metadata of odd length.
  const sound = await sharp(await photo({ width: 60, height: 40 }))
    .withXmp('<x:xmpmeta xmlns:x="adobe:ns:meta/"/>')
    .webp({ lossless: true })
    .toBuffer();
  const last = sound.subarray(sound.lastIndexOf('XMP '));
  expect(last.readUInt32LE(4) % 2).toBe(1);
  await expectSamePixels(sound, sound.subarray(0, -1), 'webp');
});
