import type { ContentType, InputFormat } from './formats';

/** What a file is by its first bytes, whatever it claims to be. */
export interface FileKind {
  readonly label: string;
  readonly article: 'a' | 'an';
  /** Present when we can read it. */
  readonly format?: InputFormat;
  readonly contentType?: ContentType;
  /** What to do instead, when we cannot. */
  readonly advice?: string;
}

/** As many bytes as `sniff` looks at. */
export const sniffLength = 512;

const exportIt = 'Export it as JPEG or PNG.';

const jpeg: FileKind = { label: 'JPEG', article: 'a', format: 'jpeg', contentType: 'image/jpeg' };
const png: FileKind = { label: 'PNG', article: 'a', format: 'png', contentType: 'image/png' };
const webp: FileKind = { label: 'WebP', article: 'a', format: 'webp', contentType: 'image/webp' };
const gif: FileKind = { label: 'GIF', article: 'a', advice: 'Save one frame as PNG.' };
const tiff: FileKind = { label: 'TIFF', article: 'a', advice: exportIt };
const bmp: FileKind = { label: 'BMP', article: 'a', advice: exportIt };
const avif: FileKind = { label: 'AVIF', article: 'an', advice: exportIt };
const svg: FileKind = { label: 'SVG', article: 'an', advice: 'Export it as PNG.' };
const pdf: FileKind = { label: 'PDF', article: 'a', advice: 'Export the page as PNG.' };
const text: FileKind = { label: 'text file', article: 'a', advice: 'Upload the photo itself.' };
const heic: FileKind = {
  label: 'HEIC',
  article: 'a',
  advice: 'On an iPhone choose Settings › Camera › Formats › Most Compatible, or export the photo as JPEG.',
};

const heicBrands = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs', 'mif1', 'msf1']);

/**
 * The kind of a file, by its signature; `undefined` when it has none that we know.
 * @see https://www.iana.org/assignments/media-types and the formats' own specifications
 */
export function sniff(bytes: Uint8Array): FileKind | undefined {
  const head = bytes.subarray(0, sniffLength);
  // Latin-1 keeps each byte as one character, so that a signature can be written as a text.
  const latin = String.fromCharCode(...head);
  const brand = latin.slice(4, 8) === 'ftyp' ? latin.slice(8, 12) : undefined;
  if (latin.startsWith('\xff\xd8\xff')) return jpeg;
  if (latin.startsWith('\x89PNG\r\n\x1a\n')) return png;
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP') return webp;
  if (/^GIF8[79]a/.test(latin)) return gif;
  if (latin.startsWith('II*\0') || latin.startsWith('MM\0*')) return tiff;
  if (latin.startsWith('BM')) return bmp;
  if (brand === 'avif' || brand === 'avis') return avif;
  if (brand && heicBrands.has(brand)) return heic;
  if (latin.startsWith('%PDF-')) return pdf;
  if (!isText(head)) return undefined;
  return /<svg[\s>]/i.test(latin) ? svg : text;
}

// Control characters other than white space do not stand in texts.
function isText(head: Uint8Array): boolean {
  return head.length > 0 && head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);
}
