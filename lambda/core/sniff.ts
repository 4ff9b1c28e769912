import type { ContentType, InputFormat } from './formats';

/** A format that uploads can have. */
export interface FileKind {
  readonly label: string;
  readonly article: 'a' | 'an';
  readonly format: InputFormat;
  readonly contentType: ContentType;
}

/** Number of bytes that `sniff` reads. */
export const sniffLength = 12;

const jpeg: FileKind = { label: 'JPEG', article: 'a', format: 'jpeg', contentType: 'image/jpeg' };
const png: FileKind = { label: 'PNG', article: 'a', format: 'png', contentType: 'image/png' };
const webp: FileKind = { label: 'WebP', article: 'a', format: 'webp', contentType: 'image/webp' };

/**
 * Detects the format of a file by its signature, regardless of its content type; `undefined` when it is not supported.
 * @see the specifications of the formats
 */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  // Latin-1 maps each byte to one character, so that a signature can be written as a string.
  const latin = String.fromCharCode(...bytes.subarray(0, sniffLength));
  if (latin.startsWith('\xff\xd8\xff')) return jpeg;
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return png;
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return webp;
  return undefined;
}
