import type { ContentType, OutputFormat } from './formats';
import type { ImageRecord, ObjectVersion, Original, Outcome, Owner, PendingImage } from './image';
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

  /**
   * Writes the outcome of one upload, if the record exists and holds neither a newer upload nor this one as READY.
   * @returns whether it was written
   */
  settle(image: { owner: Owner; id: string }, upload: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean>;
}

/** Stored bytes under keys. */
export interface BlobStore {
  /** Facts of a stored object; `undefined` when there is none. */
  stat(key: string, version?: string): Promise<{ bytes: number; contentType: string } | undefined>;

  /** The whole of a stored object; `undefined` when there is none. */
  read(key: string, version?: string): Promise<Uint8Array | undefined>;

  /** Stores an object whole or not at all, in place of what was there. */
  write(key: string, body: Uint8Array, contentType: string): Promise<void>;

  /** Removes objects; one that is not there is no error. */
  remove(keys: readonly string[]): Promise<void>;
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
   * @throws ImageRejected when the bytes are damaged or have too many pixels
   */
  resize(bytes: Uint8Array, kind: FileKind): Promise<{ original: Original; format: OutputFormat; sizes: Sizes<ResizedImage> }>;
}

export interface Clock {
  now(): Date;
  /** Milliseconds since some moment, by a clock that never jumps. */
  ticks(): number;
}
