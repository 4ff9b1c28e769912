import type { UnsupportedFile } from '../../core/rejection';

const exportIt = 'Export it as JPEG or PNG.';
const develop = 'Open it in a photo editor and export it as JPEG.';
const photoItself = 'Upload a photo.';

export const textFile: UnsupportedFile = { article: 'a', label: 'text file', advice: photoItself };

type Name = readonly [article: 'a' | 'an', label: string, advice: string];

const jpeg2000: Name = ['a', 'JPEG 2000', exportIt];
const raw = (format: string): Name => ['a', `RAW photo (${format})`, develop];

/** By content type, as the library `file-type` returns it. */
const names: Readonly<Record<string, Name>> = {
  'image/gif': ['a', 'GIF', 'Save one frame as PNG.'],
  'image/tiff': ['a', 'TIFF', exportIt],
  'image/bmp': ['a', 'BMP', exportIt],
  'image/jxl': ['a', 'JPEG XL', exportIt],
  'image/jp2': jpeg2000,
  'image/jpx': jpeg2000,
  'image/jpm': jpeg2000,
  'image/mj2': jpeg2000,
  'image/j2c': jpeg2000,
  'image/vnd.ms-photo': ['a', 'JPEG XR', exportIt],
  'image/vnd.adobe.photoshop': ['a', 'Photoshop file (PSD)', 'Export it from Photoshop as JPEG or PNG.'],
  'image/x-icon': ['an', 'icon (ICO)', 'Export its largest image as PNG.'],
  'image/icns': ['an', 'icon (ICNS)', 'Export its largest image as PNG.'],
  'image/x-adobe-dng': raw('DNG'),
  'image/x-canon-cr2': raw('Canon CR2'),
  'image/x-canon-cr3': raw('Canon CR3'),
  'image/x-fujifilm-raf': raw('Fujifilm RAF'),
  'image/x-nikon-nef': raw('Nikon NEF'),
  'image/x-olympus-orf': raw('Olympus ORF'),
  'image/x-panasonic-rw2': raw('Panasonic RW2'),
  'image/x-sony-arw': raw('Sony ARW'),
  'application/pdf': ['a', 'PDF', 'Export the page as PNG.'],
};

/** Fallback by the first part of the content type. */
const families: Readonly<Record<string, Name>> = {
  image: ['an', 'image in another format', exportIt],
  video: ['a', 'video', 'Save one frame of it as JPEG.'],
  audio: ['an', 'audio file', photoItself],
};

const otherFile: Name = ['a', 'file of another type', photoItself];

interface FileType {
  readonly mime: string;
  readonly ext: string;
}

/** Whether the signature of a format is so short that a text file may begin with it, such as `BM` for BMP. */
export const mayBeginText = ({ mime }: FileType): boolean =>
  mime === 'image/bmp' || !(mime in names || mime.startsWith('application/'));

/**
 * Returns the display name of a format that the library detected; `undefined` for plain text that it reports as another format.
 */
export function nameOf({ mime, ext }: FileType): UnsupportedFile | undefined {
  if (mime === 'application/xml') return undefined;
  const known = names[mime];
  const [article, label, advice] = known ?? families[mime.split('/')[0] ?? ''] ?? otherFile;
  return { article, label: known ? label : `${label} (${ext.toUpperCase()})`, advice };
}
