import { damaged, ImageRejected, unsupported } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';
import type { FileKind } from '../../core/sniff';
import { runAlone, runAmongOthers } from './alone';
import { checkSize } from './check-size';
import { checkParts } from './parts';
import { readPixels } from './read-pixels';
import { repaired } from './repaired';
import { unsupportedForm } from './unsupported-form';
import { countWarnings, openImage, warnedJpegs } from './vips';

/**
 * Decodes the first frame of an image into the bound box, and tells its own size.
 * @throws ImageRejected when it is damaged, in a form that cannot be read, too large, or made to keep the decoder busy
 */
export async function decode(bytes: Uint8Array, kind: FileKind, bound: number, settings: ImageSettings) {
  checkParts(bytes, kind);
  const read = (file: Uint8Array) => readImage(file, kind, bound, settings);
  try {
    return await read(bytes);
  } catch (error) {
    if (error instanceof ImageRejected || isOurs(error)) throw error;
    for (const file of repaired(bytes, kind.format)) {
      const image = await read(file).catch((second: unknown) => {
        if (second instanceof ImageRejected || isOurs(second)) throw second;
      });
      if (image) return image;
    }
    const form = unsupportedForm(bytes, kind.format);
    throw form ? unsupported(form, error) : damaged(kind, error);
  }
}

/**
 * libvips looks for libjpeg's warnings before it takes the next rows, so never behind the last ones: of those it warns when it
 * is done, for the whole process. An image that was decoded meanwhile is decoded again, alone, to see whether it is the one.
 */
async function readImage(bytes: Uint8Array, kind: FileKind, bound: number, settings: ImageSettings) {
  const read = () => readOnce(bytes, kind, bound, settings);
  const before = warnedJpegs();
  const image = await runAmongOthers(read).catch((error: Error) => {
    countWarnings(error.message);
    throw error;
  });
  if (kind.format !== 'jpeg' || warnedJpegs() === before) return image;
  return runAlone(async () => {
    const beforeAlone = warnedJpegs();
    const again = await read();
    if (warnedJpegs() !== beforeAlone) throw new Error('libjpeg warned of the last rows.');
    return again;
  });
}

async function readOnce(bytes: Uint8Array, { format, label }: FileKind, bound: number, settings: ImageSettings) {
  // The header alone, without a limit: the reason names the image's real size.
  const header = await openImage(bytes, { limitInputPixels: false }).metadata();
  checkSize(header, settings);
  if (header.format !== format) throw new Error(`The ${label} file holds ${header.format}.`);
  const { width, height } = header.autoOrient;
  return { width, height, pixels: await readPixels(bytes, format, header, bound, settings) };
}

/**
 * Of libvips and libjpeg, when the machine has too little memory. libpng's words for it are not among them, since it also
 * says them of files that lie about a length. Nor can the pixel limit be the file's fault: that was checked before. And of
 * sharp, when it is called with an option that it does not take.
 */
const ourWords = /out of memory -- size|Insufficient memory \(case|exceeds pixel limit|^Expected .+ but received/;

/** Whether a fault is the machine's or the program's and not the file's; the libraries tell it by their words only. */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'Error') return true;
  return ourWords.test(error.message);
}
