import type { Metadata } from 'sharp';
import { decodedSizeTooLarge, sideTooLong, tooManyPixels } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';

/**
 * libvips processes whole rows: a PNG of 9,900,000 × 5 pixels took 8.6 GiB. The formats limit a JPEG to 65,535 pixels per side,
 * and a WebP to 16,383.
 */
const maxSide = 100_000;

/**
 * Bytes of decoder memory for each allowed pixel. Six are enough for the largest photo as a progressive JPEG or an interlaced
 * 8-bit PNG. With eight, 49 megapixels took 500 MiB in a new process and twice as much in one that had processed images before.
 */
const bytesPerPixel = 6;

/** Rows of a sequential image that libvips keeps in memory, as measured. */
const rowsHeld = 800;

/** @throws ImageRejected when the image has too many pixels, or when its decoder would use too much memory */
export function checkSize(header: Metadata, settings: ImageSettings): void {
  const { width, height } = header.autoOrient;
  if (width * height > settings.maxPixels) throw tooManyPixels(width, height, settings);
  if (Math.max(width, height) > maxSide) throw sideTooLong(width, height, maxSide);
  const maxBytes = settings.maxPixels * bytesPerPixel;
  const bytes = bytesHeld(header);
  if (bytes > maxBytes) throw decodedSizeTooLarge({ width, height, form: formOf(header), bytes, maxBytes });
}

/** A sequential image is decoded a few rows at a time, other images as a whole. */
function bytesHeld({ format, width, height, channels, depth, isProgressive }: Metadata): number {
  // libjpeg keeps the coefficients of all scans, with 16 bits each.
  const bytesPerSample = depth === 'ushort' || (format === 'jpeg' && isProgressive) ? 2 : 1;
  const rows = isProgressive || format === 'webp' ? height : Math.min(height, rowsHeld);
  return width * rows * channels * bytesPerSample;
}

function formOf({ format, channels, depth, isProgressive }: Metadata): string {
  const bits = depth === 'ushort' ? 16 : 8;
  const order = isProgressive ? (format === 'jpeg' ? ' in a progressive file' : ' in an interlaced file') : '';
  return `${channels} channels of ${bits} bits${order}`;
}
