// Memory use of the largest images, as measured by the operating system.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import sharp from 'sharp';
import { mallocArenas } from '../../../lambda/contract';
import { deepPng } from '../../../lib/testing/images/png';
import { losslessBomb } from '../../../lib/testing/images/webp';
import { resize } from './resize';

interface Measured {
  readonly outcomes: readonly string[];
  readonly peakMiB: number;
}

const folder = mkdtempSync(join(tmpdir(), 'decoder-memory-'));
const script = buildSync({
  entryPoints: [join(__dirname, 'measure-resizing.ts')],
  bundle: true,
  platform: 'node',
  packages: 'external',
  write: false,
}).outputFiles[0]?.text;

afterAll(() => rmSync(folder, { recursive: true }));

function measure(bytes: Buffer): Measured {
  const file = join(folder, 'image');
  writeFileSync(file, bytes);
  const env = { ...process.env, FILE: file, MALLOC_ARENA_MAX: mallocArenas };
  const options = { input: script, cwd: join(__dirname, '../../..'), env, encoding: 'utf8' } as const;
  return JSON.parse(execFileSync(process.execPath, ['-'], options));
}

/** Just under 50 megapixels. */
const side = 7071;
const large = (channels: 3 | 4) =>
  sharp({ create: { width: side, height: side, channels, background: { r: 90, g: 120, b: 150, alpha: 0.5 } } });

// The function has 1769 MiB and processes one image at a time. Without the limit, two of the first kind took 1036 MiB.
describe('images that need 8 bytes of decoder memory per pixel are rejected before they are decoded', () => {
  test.each<[string, () => Buffer]>([
    ['an interlaced PNG', () => deepPng(7000, 7000, { interlaced: true })],
    ['a PNG with rows so long that libvips keeps all of them', () => deepPng(100_000, 500)],
  ])('%s', (_, make) => {
    const { outcomes, peakMiB } = measure(make());
    expect(outcomes).toEqual(['DECODED_SIZE_TOO_LARGE', 'DECODED_SIZE_TOO_LARGE']);
    expect(peakMiB).toBeLessThan(200);
  });

  test('and the message says what is wrong, what is allowed and how to fix it', async () => {
    await expect(resize(deepPng(7000, 7000, { interlaced: true }), 'png')).rejects.toThrow(
      'The image has 7,000 × 7,000 px with 4 channels of 16 bits in an interlaced file. ' +
        'Decoding it takes 392,000,000 bytes of memory. At most 300,000,000 bytes are allowed. ' +
        'Save it with 8 bits per channel and without interlacing or progressive mode, or make it smaller, and upload it again.',
    );
  });

  test('in proportion to the pixel limit', async () => {
    const deep = deepPng(100, 100, { interlaced: true });
    await expect(resize(deep, 'png', { maxPixels: 13_000 })).rejects.toMatchObject({
      rejection: { code: 'DECODED_SIZE_TOO_LARGE' },
    });
    expect((await resize(deep, 'png', { maxPixels: 14_000 })).original).toMatchObject({ width: 100, height: 100 });
  });
});

test.each<[string, () => Buffer | Promise<Buffer>]>([
  ['a progressive JPEG in full color', () => large(3).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toBuffer()],
  ['an interlaced PNG with alpha', () => large(4).png({ progressive: true, compressionLevel: 1 }).toBuffer()],
  ['a lossless WebP', () => losslessBomb(side, side)],
])('two of the largest ordinary images take less than 1 GiB: %s', async (_, make) => {
  const { outcomes, peakMiB } = measure(await make());
  expect(outcomes).toEqual(['READY', 'READY']);
  expect(peakMiB).toBeLessThan(1024);
});
