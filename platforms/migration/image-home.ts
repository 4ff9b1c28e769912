import type { Readable } from 'node:stream';
import type { ImageKey, ImageRecord, Owner } from '../../lambda/core/image';
import type { ArchivedFile, FileHeaders } from './archived-image';

/** A home of the application: what an export reads, and what an import writes. */
export interface ImageHome {
  /** For messages: `the stack NAME in eu-central-1`. */
  readonly name: string;
  /** Differs for another database or another store. */
  readonly identity: string;
  /** The region of a stack, whose requests cost money. @default - not on AWS */
  readonly region?: string;
  readonly records: StoredRecords;
  readonly originals: StoredFiles;
  readonly renditions: StoredFiles;
  close(): Promise<void>;
}

/** The records of a home, past its use cases: no write announces anything. */
export interface StoredRecords {
  /** All records of all owners, page by page, in any order. */
  all(): AsyncIterable<readonly ImageRecord[]>;

  /** Returns the current record. A reserved one is `undefined`, unless it replaces another one. */
  find(image: ImageKey): Promise<ImageRecord | undefined>;

  /**
   * Makes the home ignore the file of an image until `write`. Otherwise it would remove a file without a record, and process one that it
   * does not know.
   * @param seen the record that is replaced; `undefined` when there is none
   * @returns `false` when the home has another record by now
   */
  reserve(record: ImageRecord, seen: ImageRecord | undefined): Promise<boolean>;

  /** Writes a record that is reserved, or still `seen`. @returns `false` when the home has another record by now */
  write(record: ImageRecord, seen: ImageRecord | undefined): Promise<boolean>;

  /** Removes a record like its owner: the home removes the files, and announces it. */
  remove(image: ImageKey): Promise<void>;

  // part: quotas
  /** Raises the owner's counter of stored images to the number of records. */
  raiseCount(owner: Owner): Promise<void>;
}

export interface FoundFile {
  readonly bytes: number;
  readonly version: string;
  readonly headers: FileHeaders;
  /** The checksum that the store keeps, hexadecimal. @default - it keeps none */
  readonly sha256?: string;
}

/** The files of one bucket. */
export interface StoredFiles {
  /** Opens a file; `undefined` when it does not exist. */
  open(key: string, version?: string): Promise<(FoundFile & { readonly body: Readable }) | undefined>;

  /** Returns what the store knows about a file; `undefined` when it does not exist. */
  stat(key: string, version?: string): Promise<FoundFile | undefined>;

  /**
   * Stores a file. The store rejects bytes with another checksum.
   * @param open opens the bytes, again for each attempt
   * @returns its version
   */
  write(key: string, file: ArchivedFile, open: () => Readable): Promise<string>;
}
