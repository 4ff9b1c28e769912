import type { Metadata } from 'sharp';
import type { ImageSettings } from '../../core/settings';
import { fromPixels, type Pixels, toPixels } from './pixels';
import { openImage } from './vips';

/** A file, and whether it has an ICC profile. */
export interface TaggedFile {
  readonly bytes: Uint8Array;
  readonly hasProfile: boolean;
}

/** Both sides are limited. With a limit for the width only, a picture of 1 × 100,000 pixels would be enlarged enormously. */
export function boundBox(bound: number) {
  return { width: bound, height: bound, fit: 'inside', withoutEnlargement: true } as const;
}

/**
 * Decodes the first frame into the bounding box: upright, sRGB, 8 bits per channel.
 * @throws Error of libvips for any decoder warning: a warning means missing or corrupt pixels
 */
export async function readPixels(
  { bytes, hasProfile }: TaggedFile,
  header: Metadata,
  bound: number,
  { maxPixels }: ImageSettings,
): Promise<Pixels> {
  const image = openImage(bytes, { failOn: 'warning', limitInputPixels: maxPixels, autoOrient: true, ignoreIcc: true });
  const small = image.resize(boundBox(bound));
  // The image is resized first, in the file's color space and depth, and then converted by its profile. By default, sharp
  // converts the whole image, ignores the profile of 16-bit gray, and converts other 16-bit images to Display P3.
  if (header.space === 'cmyk') {
    // Without a profile in the file, libvips takes a default profile.
    const pixels = await toPixels(small.pipelineColorspace('cmyk').toColorspace('cmyk').withIccProfile('srgb'));
    // sharp only warns about a profile that it cannot apply, and returns the inks, which look like RGB with transparency.
    if (pixels.info.channels === 4) throw new Error('The CMYK profile of the file cannot be applied.');
    return pixels;
  }
  if (!hasProfile) {
    // Without a conversion, 8 bits per channel are sufficient from the start, and faster.
    if (header.depth === 'ushort') small.pipelineColorspace('srgb');
    return toPixels(small.toColorspace('srgb'));
  }
  const converted = small.toColorspace(header.space).withIccProfile('srgb');
  if (header.depth !== 'ushort') return toPixels(converted);
  return toPixels(fromPixels(await toPixels(converted, 'ushort'), 'ushort'));
}
