import type { Metadata } from 'sharp';
import { decodedSizeTooLarge, tooLong, tooManyPixels } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';

/**
 * libvips works on whole rows: 9,900,000 × 5 pixels of a PNG took 8.6 GiB. A JPEG cannot have more than 65,535 pixels on a
 * side, a WebP 16,383.
 */
const maxSide = 100_000;

/**
 * Bytes that a decoder may hold at once, for each pixel that an image may have. Six are enough for the largest photo as a
 * progressive JPEG or an interlaced PNG of 8 bits; with eight, 49 megapixels took 500 MiB in a new process and twice as much
 * in one that had worked before.
 */
const bytesPerPixel = 6;

/** Rows of a sequential image that libvips holds at once, as measured. */
const rowsHeld = 800;

/** @throws ImageRejected when the image has too many pixels, or its decoder would hold too much memory */
export function checkSize(header: Metadata, settings: ImageSettings): void {
  const { width, height } = header.autoOrient;
  if (width * height > settings.maxPixels) throw tooManyPixels(width, height, settings);
  if (Math.max(width, height) > maxSide) throw tooLong(width, height, maxSide);
  const maxBytes = settings.maxPixels * bytesPerPixel;
  const bytes = bytesHeld(header);
  if (bytes > maxBytes) throw decodedSizeTooLarge({ width, height, form: formOf(header), bytes, maxBytes });
}

/** A sequential image is decoded some rows at a time, others as a whole. */
function bytesHeld({ format, width, height, channels, depth, isProgressive }: Metadata): number {
  // libjpeg holds the coefficients of all scans, of 16 bits each.
  const bytesPerSample = depth === 'ushort' || (format === 'jpeg' && isProgressive) ? 2 : 1;
  const rows = isProgressive || format === 'webp' ? height : Math.min(height, rowsHeld);
  return width * rows * channels * bytesPerSample;
}

function formOf({ format, channels, depth, isProgressive }: Metadata): string {
  const bits = depth === 'ushort' ? 16 : 8;
  const order = isProgressive ? (format === 'jpeg' ? ' in a progressive file' : ' in an interlaced file') : '';
  return `${channels} channels of ${bits} bits${order}`;
}
