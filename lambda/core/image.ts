import type { ContentType, InputFormat, OutputFormat } from './formats';
import type { Rejection } from './rejection';
import type { Sizes, StoredSizes } from './sizes';

/** The owner of an image: the `sub` of a verified token. */
export type Owner = string;

/** One version of an uploaded object. */
export interface ObjectVersion {
  readonly version: string;
}

/** Properties of the uploaded file. Width and height apply after orientation. */
export interface Original {
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: InputFormat;
}

/** One stored size of an image. */
export interface Rendition {
  readonly key: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: OutputFormat;
}

/** Cost of processing an image. */
export interface Processing {
  /** From the handler's start to the last write of the record, in milliseconds. */
  readonly ms: number;
  /** From the end of the upload to the handler's start, in milliseconds. */
  readonly queuedMs: number;
  /** Memory of the function, in MiB. */
  readonly memoryMb: number;
  readonly coldStart: boolean;
  /** Number of times that the upload's message was received. */
  readonly attempts: number;
}

interface ImageBase {
  readonly owner: Owner;
  /** UUIDv7: ids sort by creation time. */
  readonly id: string;
  /** The content type that the client announced. */
  readonly contentType: ContentType;
  /** The user's file name. It is data only, never part of a key. */
  readonly name?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Number of the current attempt: 1 for a new image, increased by each retry. */
  readonly attempt: number;
}

export type PendingImage = ImageBase & { readonly status: 'PENDING'; readonly upload?: ObjectVersion };

export type ReadyImage = ImageBase & {
  readonly status: 'READY';
  readonly upload: ObjectVersion;
  readonly original: Original;
  readonly sizes: StoredSizes<Rendition>;
  readonly processing: Processing;
};

export type FailedImage = ImageBase & {
  readonly status: 'FAILED';
  /** Missing when nothing was uploaded. */
  readonly upload?: ObjectVersion;
  readonly rejection: Rejection;
  /** Missing when nothing was uploaded, or when every worker crashed. */
  readonly processing?: Processing;
};

export type ImageRecord = PendingImage | ReadyImage | FailedImage;

/** The result of resizing an upload: all current sizes. */
export interface Renditions {
  readonly original: Original;
  readonly sizes: Sizes<Rendition>;
}

/** The outcome of processing one upload. */
export type Outcome = ((Pick<ReadyImage, 'status'> & Renditions) | Pick<FailedImage, 'status' | 'rejection'>) & {
  readonly processing: Processing;
};

/** Identifies one image. */
export interface ImageKey {
  readonly owner: Owner;
  readonly id: string;
}

/** Thrown when the owner has no image with this id. The error is the same when the image belongs to another owner. */
export class ImageNotFound extends Error {
  override readonly name = 'ImageNotFound';

  constructor(readonly id: string) {
    super(`Image ${id} does not exist.`);
  }
}
