import type { OutputInfo, Sharp } from 'sharp';
import { openImage } from './vips';

/** Decoded, upright pixels. */
export interface Pixels {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

/** 8 or 16 bits per channel. */
type Depth = 'uchar' | 'ushort';

export function fromPixels({ data, info: { width, height, channels } }: Pixels, depth: Depth = 'uchar'): Sharp {
  const values = depth === 'ushort' ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2) : data;
  return openImage(values, { raw: { width, height, channels } });
}

export function toPixels(image: Sharp, depth: Depth = 'uchar'): Promise<Pixels> {
  return image.raw({ depth }).toBuffer({ resolveWithObject: true });
}
