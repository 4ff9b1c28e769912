import type { AnnouncedUpload } from './announced-upload';
import type { ContentType, OutputFormat } from './formats';
import type { ImageKey, ImageRecord, ObjectVersion, Original, Outcome, Owner, PendingImage, Processing, Renditions } from './image';
import type { ImageEvent } from './image-event';
import type { Rejection, RejectionCode } from './rejection';
import type { Sizes } from './sizes';
import type { FileKind } from './sniff';

/** The records of all images. */
export interface ImageRepository {
  /** Stores a record under its new id. To do it twice is to do it once. */
  add(image: PendingImage): Promise<void>;

  /** The record as it is now, not as a replica remembers it. */
  find(owner: Owner, id: string): Promise<ImageRecord | undefined>;

  /** The owner's records, newest first: up to `limit`, older than the id `before`; `more` when there are still older ones. */
  list(owner: Owner, page: { limit: number; before?: string }): Promise<{ images: ImageRecord[]; more: boolean }>;

  /** How many records the owner has. It reads them all: for repairs, not for requests. */
  count(owner: Owner): Promise<number>;

  /**
   * Makes this version the upload of a PENDING record. The first version that is assigned to a record stays its upload.
   * @param upload `attempt`: the start that it belongs to, where that is known; a record in a later start is left alone
   * @returns whether the record is PENDING with this version
   */
  assign(image: ImageKey, upload: ObjectVersion & { readonly attempt?: number }): Promise<boolean>;

  /**
   * Writes the outcome of an upload, if the record exists, holds no other upload, and is not READY.
   * @returns whether it was written
   */
  settle(image: ImageKey, upload: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean>;

  /** Replaces the sizes of a record that is READY with this version. @returns whether it was written */
  replaceSizes(
    image: ImageKey,
    upload: ObjectVersion,
    made: Renditions & { readonly processing: Processing },
    at: Date,
  ): Promise<boolean>;

  /**
   * Makes a retryable FAILED record PENDING again, with the next `attempt`, if it still is in this one.
   * @returns whether it was written
   */
  restart(image: ImageKey, attempt: number, at: Date): Promise<boolean>;

  /** Removes the record. @returns whether there was one */
  remove(image: ImageKey): Promise<boolean>;
}

/** A record that is PENDING since a moment. */
export interface PendingSince extends ImageKey {
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** The records that wait, by how long they do. */
export interface PendingImages {
  /** Records that are PENDING since before a moment, the longest first in each part of the index, about `limit` in all. */
  list(before: Date, limit: number): Promise<PendingSince[]>;

  /** Counts a record as PENDING from `at` on, if it still is since that moment. @returns whether it was written */
  claim(image: PendingSince, at: Date): Promise<boolean>;

  /**
   * Ends a record as FAILED, if it is still PENDING since that moment and holds no upload but `upload`.
   * @returns whether it was written
   */
  abandon(image: PendingSince, rejection: Rejection, at: Date, upload?: ObjectVersion): Promise<boolean>;
}

/** What is counted per owner. */
export type Counter =
  | { readonly owner: Owner; readonly name: 'storedImages' }
  /** `day`: `2026-11-22`, UTC. */
  | { readonly owner: Owner; readonly name: 'uploadsPerDay'; readonly day: string };

export interface UsageCounters {
  /** Adds one, unless the counter stands at the limit. Exact, however many do so at once. @returns whether it was added */
  add(counter: Counter, limit: number, at: Date): Promise<boolean>;

  /** Takes one away, unless the counter stands at nothing, or was corrected since a moment. */
  subtract(counter: Counter, since: Date): Promise<void>;

  read(counter: Counter): Promise<number>;

  /** Sets a counter that still stands where it was seen, and to which nothing was added since a moment. */
  correct(counter: Counter, seen: number, to: number, since: Date, at: Date): Promise<void>;
}

/** Places in long lists, where the next run goes on. */
export interface Markers {
  load(name: string): Promise<string | undefined>;
  /** @param key where to go on; `undefined` to begin anew */
  save(name: string, key: string | undefined): Promise<void>;
}

/** Hands uploads to the resizer whose own event was lost or used up. */
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

/** Where others hear of what happened to images. */
export interface EventPublisher {
  /** Publishes all of them. @throws Error when one could not be published; some may have been, then */
  publish(events: readonly ImageEvent[]): Promise<void>;
}

/** How the work on an image ended. */
export type ImageEnding =
  | {
      readonly status: 'READY';
      /** Size of the original. */
      readonly bytesIn: number;
      /** Size of all renditions. */
      readonly bytesOut: number;
      /** From the upload's end to the record's last write, in milliseconds. */
      readonly uploadToReadyMs: number;
    }
  | { readonly status: 'FAILED'; readonly reason: RejectionCode };

/** Where operators see how much is done, and how well. */
export interface Metrics {
  /** Counts an image whose outcome was written. It never throws: the work is done by then. */
  add(ending: ImageEnding): void;
}

/** A listed object. */
export interface ListedObject {
  readonly key: string;
  readonly writtenAt: Date;
}

/** Stored bytes under keys. */
export interface BlobStore {
  /** Facts of a stored object; `undefined` when there is none. Without a version, of the current one. */
  stat(key: string, version?: string): Promise<{ bytes: number; contentType: string; version: string } | undefined>;

  /** The whole of a stored object; `undefined` when there is none. */
  read(key: string, version?: string): Promise<Uint8Array | undefined>;

  /** Stores an object whole or not at all, in place of what was there. */
  write(key: string, body: Uint8Array, contentType: string): Promise<void>;

  /** Removes objects; one that is not there is no error. A store of versions keeps them, below the mark of a removal. */
  remove(keys: readonly string[]): Promise<void>;

  /** Removes one version for good; one that is not there is no error. The version before it becomes the current one. */
  removeVersion(key: string, version: string): Promise<void>;

  /** Removes all objects whose key begins with the prefix, in all their versions. */
  removeAll(prefix: string): Promise<void>;

  /** Objects in the order of their keys: up to `limit`, after the key `after`; `more` when there are others behind them. */
  list(prefix: string, page: { limit: number; after?: string }): Promise<{ objects: ListedObject[]; more: boolean }>;
}

/** What a browser needs to send one file straight to the store: a multipart form of `fields`, then the `file`. */
export interface UploadForm {
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly maxBytes: number;
  readonly expiresAt: Date;
}

/** URLs by which clients reach the stores themselves, without any key of ours. */
export interface SignedUrls {
  /** A form that stores exactly this key, of exactly this type, of 1 to `maxBytes` bytes. */
  uploadForm(upload: { key: string; contentType: ContentType; maxBytes: number }): Promise<UploadForm>;

  /**
   * A URL that reads a rendition for about an hour. One signer gives the same URL for a quarter of an hour, so that browsers
   * can cache it; another signer, such as another instance of a function, gives another.
   */
  readUrl(key: string): Promise<string>;
}

export interface ResizedImage {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface ImageResizer {
  /**
   * All sizes of an image: upright, sRGB, without metadata, never enlarged.
   * @param kind the format that the bytes are read in; `undefined` when their signature is of none
   * @throws ImageRejected when the bytes are in another format, which it names, are damaged or take too much to decode
   */
  resize(
    bytes: Uint8Array,
    kind: FileKind | undefined,
  ): Promise<{ original: Original; format: OutputFormat; sizes: Sizes<ResizedImage> }>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since some moment, by a clock that never jumps. */
  ticks(): number;
}
