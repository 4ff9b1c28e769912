import type { InputFormat } from '../../core/formats';
import type { UnsupportedFile } from '../../core/rejection';
import { isFrame, jpegSegments } from './jpeg/segments';

/**
 * Returns the variant of a supported format when no decoder here reads it. Such a file is not corrupt: exporting it again in
 * the same way would not help.
 */
export function unsupportedForm(bytes: Uint8Array, format: InputFormat): UnsupportedFile | undefined {
  if (format === 'jpeg') return unsupportedJpeg(bytes);
  return format === 'png' ? unsupportedPng(bytes) : undefined;
}

const asUsualJpeg = 'Export it as a baseline or progressive JPEG with 8 bits per channel.';

/** Frames that libjpeg does not decode, at any precision. @see ITU-T T.81, table B.1 */
const frameForms: Readonly<Record<number, string>> = {
  197: 'hierarchical JPEG',
  198: 'hierarchical JPEG',
  199: 'hierarchical lossless JPEG',
  203: 'arithmetic-coded lossless JPEG',
  205: 'hierarchical JPEG',
  206: 'hierarchical JPEG',
  207: 'hierarchical lossless JPEG',
};

/** Declares several frames, one for each resolution. */
const hierarchy = 0xde;
/** The only form besides 12-bit JPEG with more than 8 bits. */
const losslessFrame = 0xc3;
/** The frame of JPEG-LS. @see ITU-T T.87, C.1.3 */
const jpegLsFrame = 0xf7;

function unsupportedJpeg(bytes: Uint8Array): UnsupportedFile | undefined {
  for (const { marker, start } of jpegSegments(bytes)) {
    if (marker === hierarchy) return jpegForm('hierarchical JPEG');
    if (marker === jpegLsFrame) return jpegForm('JPEG-LS');
    if (!isFrame(marker)) continue;
    const [precision, high, low] = bytes.subarray(start, start + 3);
    const form = frameForms[marker];
    if (form) return jpegForm(form);
    if (marker === losslessFrame && precision !== 8) return jpegForm(`lossless JPEG of ${precision} bits`);
    if (precision === 12) return jpegForm('12-bit JPEG');
    // In this case, the height follows the first scan.
    return high === 0 && low === 0 ? jpegForm('JPEG without a height in its header') : undefined;
  }
  return undefined;
}

const jpegForm = (label: string): UnsupportedFile => ({ label, article: label.startsWith('a') ? 'an' : 'a', advice: asUsualJpeg });

/** Xcode converts PNG files of apps to this form: the same signature, followed by an additional chunk. */
function unsupportedPng(bytes: Uint8Array): UnsupportedFile | undefined {
  if (String.fromCharCode(...bytes.subarray(12, 16)) !== 'CgBI') return undefined;
  return {
    label: 'PNG in Apple’s app format (CgBI)',
    article: 'a',
    advice: 'Open it on a Mac and export it as PNG.',
  };
}
