import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { tagJpeg } from './jpeg';
import { chunk, pngOf, tagPng, uint32 } from './png';

/** Side of a patch, in pixels. */
export const patch = 16;

/** Stored values of a color, 0 to 255. */
type Stored = readonly number[];

/** Pixel format of a PNG: color type and channels. */
export const pngKinds = {
  gray: { colorType: 0, channels: 1 },
  'gray and alpha': { colorType: 4, channels: 2 },
  RGB: { colorType: 2, channels: 3 },
  RGBA: { colorType: 6, channels: 4 },
  palette: { colorType: 3, channels: 1 },
} as const;

export interface PatchesPng {
  readonly kind: keyof typeof pngKinds;
  readonly depth: 8 | 16;
  readonly colors: readonly Stored[];
  /** After the header. */
  readonly chunks?: readonly Buffer[];
}

/** A row of square patches, one per color, written value by value, so that no library converts them. */
export function patchesPng({ kind, depth, colors, chunks = [] }: PatchesPng): Buffer {
  const { colorType, channels } = pngKinds[kind];
  const header = Buffer.concat([uint32(colors.length * patch), uint32(patch), Buffer.from([depth, colorType, 0, 0, 0])]);
  const pixels = colors.map((color, index) => (kind === 'palette' ? [index] : [...color, 255].slice(0, channels)));
  // A 16-bit value repeats the 8-bit value in both bytes.
  const row = pixels.flatMap((values) => new Array(patch).fill(values.flatMap((value) => new Array(depth / 8).fill(value))).flat());
  const rows = Buffer.concat(new Array(patch).fill(Buffer.from([0, ...row])));
  const palette = kind === 'palette' ? [chunk('PLTE', Buffer.from(colors.flat()))] : [];
  return pngOf(chunk('IHDR', header), ...chunks, ...palette, chunk('IDAT', deflateSync(rows)), chunk('IEND'));
}

/** The same as a gray, RGB or CMYK JPEG, as exactly as JPEG allows. */
export async function patchesJpeg(colors: readonly Stored[]): Promise<Buffer> {
  const channels = colors[0]?.length ?? 0;
  const planes = Array.from({ length: channels }, (_, channel) => {
    const row = colors.flatMap((color) => new Array(patch).fill(color[channel]));
    return Buffer.concat(new Array(patch).fill(Buffer.from(row)));
  });
  const raw = { width: colors.length * patch, height: patch, channels: 1 } as const;
  const [first = Buffer.alloc(0), ...others] = planes;
  const space = ({ 1: 'b-w', 3: 'srgb', 4: 'cmyk' } as const)[channels as 1 | 3 | 4];
  const image = sharp(first, { raw });
  const joined = channels === 1 ? image : image.joinChannel(others, { raw });
  return joined.toColorspace(space).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** The same as lossless WebP. */
export const patchesWebp = (colors: readonly Stored[], profile: Buffer) =>
  sharp(tagPng(patchesPng({ kind: 'RGB', depth: 8, colors }), profile))
    .keepIccProfile()
    .webp({ lossless: true })
    .toBuffer();

/** A profile of any length, in as many segments as necessary. */
export function tagJpegInParts(jpeg: Buffer, profile: Buffer): Buffer {
  const most = 65_000;
  const count = Math.ceil(profile.length / most);
  if (count === 1) return tagJpeg(jpeg, profile);
  const parts = Array.from({ length: count }, (_, index) => profile.subarray(index * most, (index + 1) * most));
  return Buffer.concat([
    jpeg.subarray(0, 2),
    ...parts.map((part, index) => {
      const head = Buffer.from([0xff, 0xe2, 0, 0]);
      head.writeUInt16BE(part.length + 16, 2);
      return Buffer.concat([head, Buffer.from('ICC_PROFILE\0', 'latin1'), Buffer.from([index + 1, count]), part]);
    }),
    jpeg.subarray(2),
  ]);
}
