import type { ImageSettings } from './settings';
import type { FileKind } from './sniff';

/** The reason why an upload is FAILED. */
export interface Rejection {
  readonly code: RejectionCode;
  /** Message for the user: what is wrong, what is allowed, how to fix it. */
  readonly reason: string;
  /** Whether a retry of the same upload may succeed. */
  readonly retryable: boolean;
}

/** Codes that clients see. They are part of the API and the events: never rename a published code. */
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

/** A file in a format that is known, but not supported. */
export interface UnsupportedFile {
  /** Name of the format, such as `HEIC` or `text file`. */
  readonly label: string;
  readonly article: 'a' | 'an';
  /** A sentence that says what the user can do instead. */
  readonly advice: string;
}

/** Thrown when an upload cannot become an image. The cause is the file, not an error of the application. */
export class ImageRejected extends Error {
  override readonly name = 'ImageRejected';

  constructor(
    readonly rejection: Rejection,
    options?: ErrorOptions,
  ) {
    super(rejection.reason, options);
  }
}

const allowed = 'Use JPEG, PNG or WebP.';

const count = (n: number) => n.toLocaleString('en-US');

/** In megapixels from 10,000 pixels on. Rounded up, so that a value above the limit never looks like the limit. */
const area = (pixels: number) => (pixels < 1e6 ? `${count(pixels)} pixels` : `${count(Math.ceil(pixels / 1e4) / 100)} megapixels`);

function reject(code: RejectionCode, reason: string, cause?: unknown): ImageRejected {
  return new ImageRejected({ code, reason, retryable: false }, { cause });
}

export const empty = () => reject('EMPTY', 'The file is empty. Upload a photo.');

export const tooManyBytes = (bytes: number, { maxBytes }: ImageSettings) =>
  reject(
    'TOO_MANY_BYTES',
    `The file has ${count(bytes)} bytes. At most ${count(maxBytes)} bytes are allowed. Make the photo smaller and upload it again.`,
  );

export const tooManyPixels = (width: number, height: number, { maxPixels }: ImageSettings) =>
  reject(
    'TOO_MANY_PIXELS',
    `The image has ${count(width)} × ${count(height)} px (${area(width * height)}). At most ${area(maxPixels)} are allowed. Make it smaller and upload it again.`,
  );

/** An image whose decoder would use too much memory. */
export interface LargeDecodedImage {
  readonly width: number;
  readonly height: number;
  /** How its pixels are stored, such as `4 channels of 16 bits in an interlaced file`. */
  readonly form: string;
  /** Memory that decoding requires. */
  readonly bytes: number;
  readonly maxBytes: number;
}

export const decodedSizeTooLarge = ({ width, height, form, bytes, maxBytes }: LargeDecodedImage) =>
  reject(
    'DECODED_SIZE_TOO_LARGE',
    `The image has ${count(width)} × ${count(height)} px with ${form}. Decoding it takes ${count(bytes)} bytes of memory. At most ${count(maxBytes)} bytes are allowed. ` +
      'Save it with 8 bits per channel and without interlacing or progressive mode, or make it smaller, and upload it again.',
  );

/** @param maxSide in pixels */
export const sideTooLong = (width: number, height: number, maxSide: number) =>
  reject(
    'SIDE_TOO_LONG',
    `The image has ${count(width)} × ${count(height)} px. At most ${count(maxSide)} px are allowed on each side. Cut it into pieces and upload them.`,
  );

/** @param parts plural name of the parts, such as `scans` */
export const tooManyParts = (kind: FileKind, parts: string, most: number) =>
  reject(
    'TOO_MANY_PARTS',
    `The ${kind.label} file has more than ${count(most)} ${parts}, which is the limit. Export the photo again and upload the new file.`,
  );

export const otherType = (kind: FileKind, claimed: string) =>
  reject(
    'CONTENT_TYPE_MISMATCH',
    `The file was announced as ${claimed}, but it is ${kind.article} ${kind.label}. Upload it again, announced as ${kind.contentType}.`,
  );

// part: format-names
export const unsupported = ({ article, label, advice }: UnsupportedFile, cause?: unknown) =>
  reject('UNSUPPORTED', `The file is ${article} ${label}, which is not supported. ${allowed} ${advice}`, cause);

export const unknown = () => reject('UNRECOGNIZED_FORMAT', `The file is not an image in a known format. ${allowed}`);

export const damaged = (kind: FileKind, cause: unknown) =>
  reject(
    'CORRUPT_IMAGE',
    `The ${kind.label} file is corrupt or incomplete. Export the photo again and upload the new file.`,
    cause,
  );

export const removed = () => reject('REMOVED', 'The uploaded file was removed before it could be read. Upload it again.');

/** The file of the image was never uploaded. */
export const notUploaded: Rejection = {
  code: 'NOT_UPLOADED',
  reason: 'No file was uploaded before the upload form expired. Create a new image and upload the file.',
  retryable: false,
};

/** Processing failed every time because of an internal error. The upload may be valid. */
export const fault: Rejection = {
  code: 'INTERNAL_ERROR',
  reason: 'The image could not be processed because of an internal error. Try again.',
  retryable: true,
};
