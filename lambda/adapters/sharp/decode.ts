import sharp, { type FailOnOptions, type Metadata, type OutputInfo } from 'sharp';
import { damaged, tooLong, tooManyPixels } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';
import type { FileKind } from '../../core/sniff';
import { checkParts } from './parts';

/** Upright sRGB pixels of 8 bits a channel, three channels or, with alpha, four. */
export interface Pixels {
  readonly data: Buffer;
  readonly info: OutputInfo;
}

// Once, when this file is loaded: libvips keeps one list for the whole process, and an image that is being decoded
// must not meet it half done. https://sharp.pixelplumbing.com/api-utility/#block
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] });

/**
 * libvips works on whole rows: 9,900,000 × 5 pixels of a PNG took 8.6 GiB, and 100,000 × 500 take 0.7 GiB. A JPEG cannot have
 * more than 65,535 pixels on a side, a WebP 16,383.
 */
const maxSide = 100_000;

/**
 * Decodes the first frame of an image into the bound box, and tells its own size.
 * @throws ImageRejected when it is damaged, too large, or made to keep the decoder busy
 */
export async function decode(bytes: Uint8Array, kind: FileKind, bound: number, settings: ImageSettings) {
  const refuse = (error: unknown): never => {
    throw isOurs(error) ? error : damaged(kind, error);
  };
  checkParts(bytes, kind);
  // The header alone, without a limit: the reason names the image's real size.
  const header = await sharp(bytes, { limitInputPixels: false }).metadata().catch(refuse);
  const { width, height } = header.autoOrient;
  if (width * height > settings.maxPixels) throw tooManyPixels(width, height, settings);
  if (Math.max(width, height) > maxSide) throw tooLong(width, height, maxSide);
  if (header.format !== kind.format) refuse(new Error(`The ${kind.label} file holds ${header.format}.`));

  const read = (failOn: FailOnOptions) => readPixels(bytes, header, { bound, failOn, limitInputPixels: settings.maxPixels });
  const pixels = await read('warning')
    .catch((error: Error) => {
      if (sloppyScanHeader.test(error.message)) return read('error');
      throw error;
    })
    .catch(refuse);
  return { width, height, pixels };
}

/**
 * Samsung's cameras write scan headers that are wrong in numbers which no decoder needs. Every other warning means
 * missing or broken pixels and is an error. https://github.com/lovell/sharp/issues/1578
 */
const sloppyScanHeader = /Invalid SOS parameters/;

function readPixels(
  bytes: Uint8Array,
  header: Metadata,
  { bound, ...options }: { bound: number; failOn: FailOnOptions; limitInputPixels: number },
): Promise<Pixels> {
  const image = sharp(bytes, { ...options, autoOrient: true });
  // sharp converts 16-bit pixels that have a colour profile to Display P3, and drops the profile: pure red comes out as
  // 234, 51, 34. With 8 bits before the conversion they become sRGB as all others do.
  if (header.depth === 'ushort') image.pipelineColourspace('srgb');
  return image.resize(boundBox(bound)).toColourspace('srgb').raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
}

/** Both sides are bounded: by its width alone, a picture of 1 × 100,000 pixels would be enlarged beyond all limits. */
export function boundBox(bound: number) {
  return { width: bound, height: bound, fit: 'inside', withoutEnlargement: true } as const;
}

/**
 * Of libvips and libjpeg, when the machine has too little memory. libpng's words for it are not among them, since it also
 * says them of files that lie about a length. Nor can the pixel limit be the file's fault: that was checked before.
 */
const ourWords = /out of memory -- size|Insufficient memory \(case|exceeds pixel limit/;

/** Whether a fault is the machine's or the program's and not the file's; the libraries tell it by their words only. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'Error') return true;
  return ourWords.test(error.message);
}
