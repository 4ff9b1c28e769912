import sharp, { type Sharp, type SharpInput, type SharpOptions } from 'sharp';

// Once, when this file is loaded: libvips keeps one list per process, and an image must not be decoded while the list changes.
// https://sharp.pixelplumbing.com/api-utility/#block
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });

// No image is decoded twice. libvips reports libjpeg's last warnings when it frees the image, which a cache would delay.
sharp.cache(false);

let warnings = 0;

/**
 * Number of JPEGs that libjpeg reported warnings for in this process, counted when libvips frees them. It does not say which.
 */
export const warnedJpegs = (): number => warnings;

/** @param text a warning or an error: the error of a failed image may contain the warnings of others */
export function countWarnings(text: string): void {
  if (/read gave \d+ warnings/.test(text)) warnings += 1;
}

/** Opens every image: a warning is reported to the image that finishes next, which may be another one. */
export function openImage(input: SharpInput, options?: SharpOptions): Sharp {
  return sharp(input, options).on('warning', countWarnings);
}
