import type { ContentType, InputFormat, OutputFormat } from './formats';
import type { Rejection } from './rejection';
import type { Sizes, StoredSizes } from './sizes';

/** Who an image belongs to: the `sub` of a verified token. */
export type Owner = string;

/** One stored version of an uploaded object. */
export interface ObjectVersion {
  readonly version: string;
}

/** What was uploaded. Pixels are counted after orientation. */
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

/** What the work on an image took. */
export interface Processing {
  /** From the handler's start to the record's last write, in milliseconds. */
  readonly ms: number;
  /** From the upload's end to the handler's start, in milliseconds. */
  readonly queuedMs: number;
  /** Memory that the function is billed for, in MiB. */
  readonly memoryMb: number;
  readonly coldStart: boolean;
  /** How often the upload's message has been received. */
  readonly attempts: number;
}

interface ImageBase {
  readonly owner: Owner;
  /** UUIDv7: ids sort by the time of their creation. */
  readonly id: string;
  /** What the client said that it would upload. */
  readonly contentType: ContentType;
  /** The user's own name of the file: data, never part of a key. */
  readonly name?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Counts the starts: 1 at first, one more with each retry. */
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
  /** Missing when nothing was uploaded, or no worker came to an end. */
  readonly processing?: Processing;
};

export type ImageRecord = PendingImage | ReadyImage | FailedImage;

/** What a resize makes of an upload: all sizes of today. */
export interface Renditions {
  readonly original: Original;
  readonly sizes: Sizes<Rendition>;
}

/** How the work on one upload ended. */
export type Outcome = ((Pick<ReadyImage, 'status'> & Renditions) | Pick<FailedImage, 'status' | 'rejection'>) & {
  readonly processing: Processing;
};

/** Names one image. */
export interface ImageKey {
  readonly owner: Owner;
  readonly id: string;
}

/** Thrown when the caller has no image of that id; another owner's image is no exception. */
export class ImageNotFound extends Error {
  override readonly name = 'ImageNotFound';

  constructor(readonly id: string) {
    super(`There is no image ${id}.`);
  }
}
