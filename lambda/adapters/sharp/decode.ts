import { damaged, ImageRejected, unsupported } from '../../core/rejection';
import type { ImageSettings } from '../../core/settings';
import type { FileKind } from '../../core/sniff';
import { runAlone, runAmongOthers } from './alone';
import { checkSize } from './check-size';
import { withProfile } from './color/with-profile';
import { checkParts } from './parts';
import { readPixels, type TaggedFile } from './read-pixels';
import { repaired } from './repaired';
import { unsupportedForm } from './unsupported-form';
import { countWarnings, openImage, warnedJpegs } from './vips';

/**
 * Decodes the first frame of an image into the bounding box, and returns its original size.
 * @throws ImageRejected when the image is corrupt, in an unsupported form, too large, or crafted to overload the decoder
 */
export async function decode(bytes: Uint8Array, kind: FileKind, bound: number, settings: ImageSettings) {
  checkParts(bytes, kind);
  const read = (file: Uint8Array) => readImage(file, kind, bound, settings);
  try {
    return await read(bytes);
  } catch (error) {
    if (error instanceof ImageRejected || isOurs(error)) throw error;
    // part: repair
    for (const file of repaired(bytes, kind.format)) {
      const image = await read(file).catch((second: unknown) => {
        if (second instanceof ImageRejected || isOurs(second)) throw second;
      });
      if (image) return image;
    }
    const form = unsupportedForm(bytes, kind.format); // part: format-names
    if (form) throw unsupported(form, error); // part: format-names
    throw damaged(kind, error);
  }
}

/**
 * libvips checks libjpeg's warnings before it reads the next rows, so that it misses those of the last rows. It reports them
 * later, for the whole process. When that happens, the image is decoded again, exclusively, to find out whether the warning
 * belongs to it.
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
    if (warnedJpegs() !== beforeAlone) throw new Error('libjpeg reported a warning for the last rows.');
    return again;
  });
}

async function readOnce(bytes: Uint8Array, { format, label }: FileKind, bound: number, settings: ImageSettings) {
  // Reads only the header, without a limit, so that the rejection can contain the image's real size.
  const header = await openImage(bytes, { limitInputPixels: false }).metadata();
  checkSize(header, settings);
  if (header.format !== format) throw new Error(`The ${label} file holds ${header.format}.`);
  const { width, height } = header.autoOrient;
  let file: TaggedFile = { bytes, hasProfile: header.hasProfile };
  file = withProfile(bytes, format, header); // part: color
  return { width, height, pixels: await readPixels(file, header, bound, settings) };
}

/**
 * Messages of libvips and libjpeg when memory is exhausted, and of sharp for an invalid option. libpng's message is not
 * included, because it also appears for files that declare a wrong length. The pixel limit was checked before, so that an error
 * about it is not caused by the file.
 */
const ourWords = /out of memory -- size|Insufficient memory \(case|exceeds pixel limit|^Expected .+ but received/;

/**
 * Whether an error is caused by the machine or the program instead of the file. The libraries report it only in the message.
 */
function isOurs(error: unknown): boolean {
  if (!(error instanceof Error) || error.name !== 'Error') return true;
  return ourWords.test(error.message);
}
