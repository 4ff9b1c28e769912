import sharp, { type Sharp, type SharpInput, type SharpOptions } from 'sharp';

// Once, when this file is loaded: libvips keeps one list for the whole process, and an image that is being decoded
// must not meet it half done. https://sharp.pixelplumbing.com/api-utility/#block
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });

// Nothing is decoded twice; and what libjpeg warned of last, libvips says when it frees the image. A cache would keep it.
sharp.cache(false);

let warnings = 0;

/** How many JPEGs libjpeg has warned of in this process, when libvips freed them. It does not say which. */
export const warnedJpegs = (): number => warnings;

/** @param text a warning, or an error: an image that fails takes the warnings of others into its own message */
export function countWarnings(text: string): void {
  if (/read gave \d+ warnings/.test(text)) warnings += 1;
}

/** Every image is opened here: a warning comes to whichever image is finished next. */
export function openImage(input: SharpInput, options?: SharpOptions): Sharp {
  return sharp(input, options).on('warning', countWarnings);
}
