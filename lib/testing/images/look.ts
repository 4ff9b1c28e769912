import sharp from 'sharp';
import type { Color } from './photo';

const heif = { operation: ['VipsForeignLoadHeifBuffer'] };

/** Reads a file like a viewer that ignores its orientation. */
export async function look(bytes: Uint8Array) {
  // Only a test reads AVIF: the application blocks this loader in the process, and the block is restored afterwards.
  sharp.unblock(heif);
  try {
    const metadata = await sharp(bytes).metadata();
    const { data, info } = await sharp(bytes).toColorspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    /** Returns the color at a position, from 0 to 1 in both directions. */
    const at = (x: number, y: number): Color => {
      const start = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
      return [...data.subarray(start, start + channels)] as unknown as Color;
    };
    return { metadata, width, height, at };
  } finally {
    sharp.block(heif);
  }
}

/** Returns the largest difference between two colors in any channel. */
export function distance(a: Color, b: Color): number {
  return Math.max(...[0, 1, 2, 3].map((channel) => Math.abs((a[channel] ?? 255) - (b[channel] ?? 255))));
}
