import sharp from 'sharp';
import type { Colour } from './photo';

const heif = { operation: ['VipsForeignLoadHeifBuffer'] };

/** Reads a file as a viewer does that knows nothing of orientation. */
export async function look(bytes: Uint8Array) {
  // Only a test reads AVIF: the application has blocked its loader in this process, and finds it blocked again.
  sharp.unblock(heif);
  try {
    const metadata = await sharp(bytes).metadata();
    const { data, info } = await sharp(bytes).toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    /** The colour at a place, from 0 to 1 in both directions. */
    const at = (x: number, y: number): Colour => {
      const start = (Math.floor(y * height) * width + Math.floor(x * width)) * channels;
      return [...data.subarray(start, start + channels)] as unknown as Colour;
    };
    return { metadata, width, height, at };
  } finally {
    sharp.block(heif);
  }
}

/** How far two colours lie apart in the channel in which they differ most. */
export function distance(a: Colour, b: Colour): number {
  return Math.max(...[0, 1, 2, 3].map((channel) => Math.abs((a[channel] ?? 255) - (b[channel] ?? 255))));
}
