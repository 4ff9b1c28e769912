// Files in an unsupported variant of a supported format: they are not corrupt, and exporting them again would not help.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { losslessJpeg, withFrame } from '../../../lib/testing/images/jpeg';
import { look } from '../../../lib/testing/images/look';
import { photo } from '../../../lib/testing/images/photo';
import { chunk, chunksOf, pngOf } from '../../../lib/testing/images/png';
import { largestSize } from '../../../lib/testing/sizes';
import { resize } from './resize';

describe('a JPEG in an unsupported variant is rejected by the name of the variant', () => {
  test.each([
    ['a 12-bit JPEG', { marker: 0xc1, bits: 12 }],
    ['a 12-bit JPEG', { marker: 0xc2, bits: 12 }],
    ['a hierarchical JPEG', { marker: 0xc5 }],
    ['a hierarchical JPEG', { marker: 0xde }],
    ['a hierarchical lossless JPEG', { marker: 0xc7 }],
    ['an arithmetic-coded lossless JPEG', { marker: 0xcb }],
    ['a hierarchical JPEG', { marker: 0xcd }],
    ['a JPEG-LS', { marker: 0xf7 }],
    ['a JPEG without a height in its header', { height: 0 }],
  ])('%s: %j', async (named, change) => {
    const work = resize(withFrame(await photo({ width: 64, height: 48 }), change));
    await expect(work).rejects.toMatchObject({ rejection: { code: 'UNSUPPORTED' } });
    await expect(work).rejects.toThrow(`The file is ${named}, which is not supported.`);
    await expect(work).rejects.toThrow(/Export it as a baseline or progressive JPEG with 8 bits per channel\.$/);
  });

  test.each([2, 12, 16])('a lossless JPEG with %i bits', async (bits) => {
    await expect(resize(losslessJpeg(64, 48, bits))).rejects.toThrow(`The file is a lossless JPEG of ${bits} bits, which`);
  });
});

describe('rare variants that are supported', () => {
  test('lossless JPEG with 8 bits', async () => {
    const { sizes } = await resize(losslessJpeg(64, 48, 8));
    expect((await look(sizes[largestSize].bytes)).at(0.5, 0.5)).toEqual([128, 128, 128]);
  });

  // Written by jpegtran -arithmetic of libjpeg-turbo 2.1.5.
  test('arithmetic-coded JPEG, which is rejected when it is truncated', async () => {
    const bytes = readFileSync(join(__dirname, '../../../lib/testing/images/arithmetic.jpg'));
    expect((await resize(bytes)).original).toMatchObject({ width: 96, height: 64 });
    await expect(resize(bytes.subarray(0, 900))).rejects.toMatchObject({ rejection: { code: 'CORRUPT_IMAGE' } });
  });
});

test('a PNG in Apple’s app format is rejected by its name', async () => {
  const chunks = chunksOf(await photo({ width: 20, height: 20, format: 'png' }));
  const work = resize(pngOf(chunk('CgBI', Buffer.from([0x50, 0, 0x20, 2])), ...chunks), 'png');
  await expect(work).rejects.toMatchObject({ rejection: { code: 'UNSUPPORTED' } });
  await expect(work).rejects.toThrow(/CgBI.*Open it on a Mac and export it as PNG\.$/);
});
