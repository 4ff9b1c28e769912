import type { Metadata } from 'sharp';
import type { InputFormat } from '../../../core/formats';
import { withJpegColour } from '../jpeg/colour';
import { withPngColour } from '../png/colour';
import type { TaggedFile } from '../read-pixels';

/** WebP declares its colours only by an ICC profile. */
const withColour: Readonly<Record<InputFormat, (bytes: Uint8Array, header: Metadata) => Uint8Array>> = {
  jpeg: withJpegColour,
  png: withPngColour,
  webp: (bytes) => bytes,
};

/** Adds an ICC profile when a file declares its colours in another way. */
export function withProfile(bytes: Uint8Array, format: InputFormat, header: Metadata): TaggedFile {
  const tagged = withColour[format](bytes, header);
  return { bytes: tagged, hasProfile: header.hasProfile || tagged !== bytes };
}
