import type { Metadata } from 'sharp';
import type { InputFormat } from '../../../core/formats';
import { withJpegColor } from '../jpeg/color';
import { withPngColor } from '../png/color';
import type { TaggedFile } from '../read-pixels';

/** WebP declares its colors only by an ICC profile. */
const withColor: Readonly<Record<InputFormat, (bytes: Uint8Array, header: Metadata) => Uint8Array>> = {
  jpeg: withJpegColor,
  png: withPngColor,
  webp: (bytes) => bytes,
};

/** Adds an ICC profile when a file declares its colors in another way. */
export function withProfile(bytes: Uint8Array, format: InputFormat, header: Metadata): TaggedFile {
  const tagged = withColor[format](bytes, header);
  return { bytes: tagged, hasProfile: header.hasProfile || tagged !== bytes };
}
