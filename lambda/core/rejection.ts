import type { ImageSettings } from './settings';
import type { FileKind } from './sniff';

/** Why an upload ends FAILED. */
export interface Rejection {
  readonly code: RejectionCode;
  /** For the user: what was wrong, what is allowed, what to do. */
  readonly reason: string;
  /** Whether the same upload may succeed when it is started again. */
  readonly retryable: boolean;
}

/** Every code that a client may see: part of the API and of the events, so that one that is published is never renamed. */
export const rejectionCodes = [
  'EMPTY',
  'TOO_MANY_BYTES',
  'TOO_MANY_PIXELS',
  'SIDE_TOO_LONG',
  'TOO_MANY_PARTS',
  'DECODED_SIZE_TOO_LARGE',
  'UNSUPPORTED',
  'UNRECOGNIZED_FORMAT',
  'CONTENT_TYPE_MISMATCH',
  'CORRUPT_IMAGE',
  'REMOVED',
  'NOT_UPLOADED',
  'INTERNAL_ERROR',
] as const;

export type RejectionCode = (typeof rejectionCodes)[number];

/** A file that is known by its format, which is not supported. */
export interface UnsupportedFile {
  /** What it is called, such as `HEIC` or `text file`. */
  readonly label: string;
  readonly article: 'a' | 'an';
  /** What the user can do instead: a sentence. */
  readonly advice: string;
}

/** Thrown by whoever finds that an upload cannot become an image: the user's matter, never a fault of ours. */
export class ImageRejected extends Error {
  override readonly name = 'ImageRejected';

  constructor(
    readonly rejection: Rejection,
    options?: ErrorOptions,
  ) {
    super(rejection.reason, options);
  }
}

const allowed = 'Allowed are JPEG, PNG and WebP.';

const count = (n: number) => n.toLocaleString('en-US');

/** In megapixels from one on. Rounded up, so that what is over a limit never reads like the limit. */
const area = (pixels: number) => (pixels < 1e6 ? `${count(pixels)} pixels` : `${count(Math.ceil(pixels / 1e4) / 100)} megapixels`);

function reject(code: RejectionCode, reason: string, cause?: unknown): ImageRejected {
  return new ImageRejected({ code, reason, retryable: false }, { cause });
}

export const empty = () => reject('EMPTY', 'The file is empty. Upload the photo itself.');

export const tooManyBytes = (bytes: number, { maxBytes }: ImageSettings) =>
  reject(
    'TOO_MANY_BYTES',
    `The file has ${count(bytes)} bytes, ${count(maxBytes)} are allowed. Make the photo smaller and upload it again.`,
  );

export const tooManyPixels = (width: number, height: number, { maxPixels }: ImageSettings) =>
  reject(
    'TOO_MANY_PIXELS',
    `The image has ${count(width)} × ${count(height)} px, that is ${area(width * height)}. At most ${area(maxPixels)} are allowed. Make it smaller and upload it again.`,
  );

/** An image whose decoder would hold too much memory at once. */
export interface LargeDecodedImage {
  readonly width: number;
  readonly height: number;
  /** How its pixels are stored, such as `4 channels of 16 bits in an interlaced file`. */
  readonly form: string;
  /** Memory that decoding it takes. */
  readonly bytes: number;
  readonly maxBytes: number;
}

export const decodedSizeTooLarge = ({ width, height, form, bytes, maxBytes }: LargeDecodedImage) =>
  reject(
    'DECODED_SIZE_TOO_LARGE',
    `The image has ${count(width)} × ${count(height)} pixels with ${form}: to decode it takes ${count(bytes)} bytes of memory at once, ${count(maxBytes)} are allowed. ` +
      'Save it with 8 bits per channel and without interlacing or progressive mode, or make it smaller, and upload it again.',
  );

/** @param maxSide in pixels */
export const tooLong = (width: number, height: number, maxSide: number) =>
  reject(
    'SIDE_TOO_LONG',
    `The image has ${count(width)} × ${count(height)} pixels, ${count(maxSide)} are allowed on a side. Cut it into pieces and upload these.`,
  );

/** @param parts what they are called, such as `scans` */
export const tooManyParts = (kind: FileKind, parts: string, most: number) =>
  reject(
    'TOO_MANY_PARTS',
    `The ${kind.label} file is made of more than ${count(most)} ${parts}, which no photo needs. Export the photo again and upload the new file.`,
  );

export const otherType = (kind: FileKind, claimed: string) =>
  reject(
    'CONTENT_TYPE_MISMATCH',
    `The file was announced as ${claimed}, but it is ${kind.article} ${kind.label}. Upload it again, announced as ${kind.contentType}.`,
  );

export const unsupported = ({ article, label, advice }: UnsupportedFile, cause?: unknown) =>
  reject('UNSUPPORTED', `The file is ${article} ${label}, which is not supported. ${allowed} ${advice}`, cause);

export const unknown = () =>
  reject('UNRECOGNIZED_FORMAT', `The file is no image that we know. ${allowed} Export the photo as one of them.`);

export const damaged = (kind: FileKind, cause: unknown) =>
  reject('CORRUPT_IMAGE', `The ${kind.label} file is damaged or cut short. Export the photo again and upload the new file.`, cause);

export const removed = () => reject('REMOVED', 'The uploaded file was removed before it could be read. Upload it again.');

/** For an image whose file never came. */
export const notUploaded: Rejection = {
  code: 'NOT_UPLOADED',
  reason: 'No file was uploaded while its form was valid. Start a new image and upload the file.',
  retryable: false,
};

/** For an image that could not be processed by our fault, however often it was tried: its upload may be sound. */
export const fault: Rejection = {
  code: 'INTERNAL_ERROR',
  reason: 'The image could not be processed, because of a fault on our side. Start it again.',
  retryable: true,
};
