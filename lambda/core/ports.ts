import type { AnnouncedUpload } from './announced-upload';
import type { ContentType, OutputFormat } from './formats';
import type { ImageKey, ImageRecord, ObjectVersion, Original, Outcome, Owner, PendingImage, Processing, Renditions } from './image';
import type { ImageEvent } from './image-event';
import type { Rejection, RejectionCode } from './rejection';
import type { SizeName, Sizes } from './sizes';
import type { FileKind } from './sniff';

/** Stores the records of all images. */
export interface ImageRepository {
  /** Stores a record under its new id. Idempotent. */
  add(image: PendingImage): Promise<void>;

  /** Returns the current record, by a strongly consistent read. */
  find(owner: Owner, id: string): Promise<ImageRecord | undefined>;

  /**
   * Returns up to `limit` of the owner's records, newest first, older than the id `before`. `more`: whether older ones follow.
   */
  list(owner: Owner, page: { limit: number; before?: string }): Promise<{ images: ImageRecord[]; more: boolean }>;

  /** Counts the owner's records. It reads all of them, so that it is for repairs, not for requests. */
  count(owner: Owner): Promise<number>; // part: quotas

  /**
   * Assigns this version to a PENDING record as its upload. The first assigned version remains the record's upload.
   * @param upload `attempt`: the attempt that it belongs to, if known; a record in a later attempt is not changed
   * @returns whether the record is PENDING with this version
   */
  assign(image: ImageKey, upload: ObjectVersion & { readonly attempt?: number }): Promise<boolean>;

  /**
   * Writes the outcome of an upload, unless the record does not exist, has another upload, or is READY.
   * @returns whether it was written
   */
  settle(image: ImageKey, upload: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean>;

  // part: ops
  /** Replaces the sizes of a record that is READY with this version. @returns whether they were written */
  replaceSizes(
    image: ImageKey,
    upload: ObjectVersion,
    made: Renditions & { readonly processing: Processing },
    at: Date,
  ): Promise<boolean>;

  /**
   * Makes a retryable FAILED record PENDING again and increases its attempt, if the record is still in the given one.
   * @returns whether it was written
   */
  restart(image: ImageKey, attempt: number, at: Date): Promise<boolean>;

  /** Removes the record. @returns whether it existed */
  remove(image: ImageKey): Promise<boolean>;
}

// part: sweep
/** A record, and the time since which it is PENDING. */
export interface PendingSince extends ImageKey {
  /** ISO 8601, UTC. */
  readonly since: string;
}

// part: sweep
/** The PENDING records, sorted by waiting time. */
export interface PendingImages {
  /** Returns about `limit` records that became PENDING before the given time, the oldest of each index shard first. */
  list(before: Date, limit: number): Promise<PendingSince[]>;

  /** Sets the record's waiting time to start at `at`, if it has not changed. @returns whether it was written */
  claim(image: PendingSince, at: Date): Promise<boolean>;

  /**
   * Makes a record FAILED, if it is still PENDING since the same time and has no upload other than `upload`.
   * @returns whether it was written
   */
  abandon(image: PendingSince, rejection: Rejection, at: Date, upload?: ObjectVersion): Promise<boolean>;
}

// part: quotas
/** A counter of one owner. */
export type Counter =
  | { readonly owner: Owner; readonly name: 'storedImages' }
  /** `day`: `2026-11-22`, UTC. */
  | { readonly owner: Owner; readonly name: 'uploadsPerDay'; readonly day: string };

// part: quotas
export interface UsageCounters {
  /** Increments the counter, unless it has reached the limit. Exact under concurrency. @returns whether it was incremented */
  add(counter: Counter, limit: number, at: Date): Promise<boolean>;

  /** Decrements the counter, unless it is zero or was corrected since the given time. */
  subtract(counter: Counter, since: Date): Promise<void>;

  read(counter: Counter): Promise<number>;

  /** Sets a counter that still has the value `seen` and was not incremented since the given time. */
  correct(counter: Counter, seen: number, to: number, since: Date, at: Date): Promise<void>;
}

// part: sweep
/** Positions in long listings, where the next run continues. */
export interface Markers {
  load(name: string): Promise<string | undefined>;
  /** @param key where to continue; `undefined` to start from the beginning */
  save(name: string, key: string | undefined): Promise<void>;
}

/** Queues uploads for the resizer when S3's own event was lost or used up. */
export interface UploadAnnouncer {
  announce(upload: AnnouncedUpload): Promise<void>;
}

/** The queues of `lambda/events/triggers.ts`, for functions whose row has the permit `queues.send:NAME`. */
export interface MessageQueues {
  /**
   * Sends a message. The function behind the queue receives it at least once, in any order.
   * @param queue the name of the queue
   * @param body text of 1 byte to 1 MiB, such as JSON
   */
  send(queue: string, body: string): Promise<void>;
}

/** Publishes events to other applications. */
export interface EventPublisher {
  /** Publishes all events. @throws Error when at least one was not published; others may have been */
  publish(events: readonly ImageEvent[]): Promise<void>;
}

/** The outcome of processing an image. */
export type ImageEnding =
  | {
      readonly status: 'READY';
      /** Size of the original. */
      readonly bytesIn: number;
      /** Size of all renditions. */
      readonly bytesOut: number;
      /** From the end of the upload to the last write of the record, in milliseconds. */
      readonly uploadToReadyMs: number;
    }
  | { readonly status: 'FAILED'; readonly reason: RejectionCode };

/** Metrics for operators. */
export interface Metrics {
  /** Counts an image whose outcome was written. Never throws, because the work is already done. */
  add(ending: ImageEnding): void;
}

/** A listed object. */
export interface ListedObject {
  readonly key: string;
  readonly writtenAt: Date;
}

/** Stores objects under keys. */
export interface BlobStore {
  /** Returns the properties of an object, or `undefined` when it does not exist. Without a version: of the current one. */
  stat(key: string, version?: string): Promise<{ bytes: number; contentType: string; version: string } | undefined>;

  /** Returns an entire object, or `undefined` when it does not exist. */
  read(key: string, version?: string): Promise<Uint8Array | undefined>;

  /** Writes an object atomically and replaces the previous one. */
  write(key: string, body: Uint8Array, contentType: string): Promise<void>;

  /** Removes objects. A missing object is not an error. A versioned store adds a delete marker and keeps the versions. */
  remove(keys: readonly string[]): Promise<void>;

  /** Removes one version permanently. A missing version is not an error. The previous version becomes the current one. */
  removeVersion(key: string, version: string): Promise<void>;

  /** Removes all versions of all objects whose key begins with the prefix. */
  removeAll(prefix: string): Promise<void>;

  /** Lists objects by key: up to `limit`, after the key `after`. `more`: whether others follow. */
  list(prefix: string, page: { limit: number; after?: string }): Promise<{ objects: ListedObject[]; more: boolean }>;
}

/** What a browser needs to upload one file directly to the store: a multipart form of `fields`, followed by the `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  // part: platforms
  /** For a store without forms: the headers of a PUT request that sends the file itself, of `maxBytes` bytes. @default - a form */
  readonly put?: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly expiresAt: Date;
}

/** Creates URLs by which clients access the stores directly, without credentials. */
export interface SignedUrls {
  /** Creates a form that stores exactly this key with exactly this content type, from 1 to `maxBytes` bytes. */
  uploadForm(upload: { key: string; contentType: ContentType; maxBytes: number }): Promise<UploadForm>;

  /**
   * Returns a URL that reads a rendition and is valid for about an hour. One signer returns the same URL for 15 minutes, so
   * that browsers can cache it. Another signer, such as another instance of the function, returns a different URL.
   */
  readUrl(key: string): Promise<string>;
}

export interface ResizedImage {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly format: OutputFormat;
}

export interface ImageResizer {
  /**
   * Makes all sizes of an image: upright, sRGB, without metadata, never enlarged.
   * @param kind the format of the bytes; `undefined` when their signature is unknown
   * @param use receives each size as soon as it is made, while others are still being made. When one call fails, `resize` waits for
   * the others before it throws
   * @returns what `use` returned for each size
   * @throws ImageRejected when the format is not supported, the file is corrupt, or decoding it takes too many resources
   */
  resize<Used>(
    bytes: Uint8Array,
    kind: FileKind | undefined,
    use: (image: ResizedImage, size: SizeName) => Promise<Used>,
  ): Promise<{ original: Original; sizes: Sizes<Used> }>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds of a monotonic clock. */
  ticks(): number;
}
