import type { Metadata } from 'sharp';
import type { InputFormat } from '../../core/formats';
import type { ImageSettings } from '../../core/settings';
import { withJpegColour } from './jpeg/colour';
import { fromPixels, type Pixels, toPixels } from './pixels';
import { withPngColour } from './png/colour';
import { openImage } from './vips';

/** Both sides are bounded: by its width alone, a picture of 1 × 100,000 pixels would be enlarged beyond all limits. */
export function boundBox(bound: number) {
  return { width: bound, height: bound, fit: 'inside', withoutEnlargement: true } as const;
}

/** Colours that are said in another way than by an ICC profile, said by one. WebP knows no other way. */
const withColour: Readonly<Record<InputFormat, (bytes: Uint8Array, header: Metadata) => Uint8Array>> = {
  jpeg: withJpegColour,
  png: withPngColour,
  webp: (bytes) => bytes,
};

/**
 * Decodes the first frame into the bound box: upright, sRGB, 8 bits a channel.
 * @throws Error as libvips words it, for whatever a decoder warns of: a warning means missing or broken pixels
 */
export async function readPixels(
  bytes: Uint8Array,
  format: InputFormat,
  header: Metadata,
  bound: number,
  { maxPixels }: ImageSettings,
): Promise<Pixels> {
  const tagged = withColour[format](bytes, header);
  const hasProfile = header.hasProfile || tagged !== bytes;
  // libvips converts ink to sRGB while it reads, with a profile of its own when the file has none.
  const isInk = header.space === 'cmyk';
  const image = openImage(tagged, { failOn: 'warning', limitInputPixels: maxPixels, autoOrient: true, ignoreIcc: !isInk });
  const small = image.resize(boundBox(bound));
  if (isInk || !hasProfile) {
    // Where nothing is converted, 8 bits a channel are enough from the first on, and faster.
    if (header.depth === 'ushort') small.pipelineColourspace('srgb');
    return toPixels(small.toColourspace('srgb'));
  }
  // Shrunk first, in the colours and the depth of the file, and only then converted by its profile. Left to itself, sharp
  // converts the whole image, ignores the profile of 16-bit grey, and turns all else of 16 bits into Display P3.
  const converted = small.toColourspace(header.space).withIccProfile('srgb');
  if (header.depth !== 'ushort') return toPixels(converted);
  return toPixels(fromPixels(await toPixels(converted, 'ushort'), 'ushort'));
}
