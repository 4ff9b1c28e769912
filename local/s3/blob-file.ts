import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { ObjectVersion } from '../../lambda/core/image';

/** Metadata of a stored object. */
export interface BlobFacts extends ObjectVersion {
  readonly key: string;
  /** S3's sequencer for the versions of a key: hexadecimal digits that increase with each version. */
  readonly sequencer: string;
  readonly contentType: string;
  readonly bytes: number;
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly sha256: string;
}

/*
 * Format of a file: the object's bytes, its metadata as JSON, the SHA-256 of the JSON, and its length in the last four bytes.
 * One rename makes bytes and metadata visible together, every corruption is detected, and any image viewer opens the file.
 */
const digestBytes = 32;
const trailerBytes = digestBytes + 4;

/** A file that is being written, in a folder that is not read. */
export class IncomingBlob {
  private readonly hash = createHash('sha256');
  private written = 0;

  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {}

  static async create(path: string): Promise<IncomingBlob> {
    return new IncomingBlob(path, await open(path, 'wx'));
  }

  get bytes(): number {
    return this.written;
  }

  async append(chunk: Uint8Array): Promise<void> {
    this.hash.update(chunk);
    this.written += chunk.byteLength;
    await this.file.appendFile(chunk);
  }

  /** Appends the metadata. */
  async seal(known: Omit<BlobFacts, 'bytes' | 'sha256'>): Promise<BlobFacts> {
    const facts = { ...known, bytes: this.written, sha256: this.hash.digest('hex') };
    const json = Buffer.from(JSON.stringify(facts));
    const length = Buffer.alloc(trailerBytes - digestBytes);
    length.writeUInt32BE(json.byteLength);
    await this.file.appendFile(Buffer.concat([json, sha256(json), length]));
    await this.file.close();
    return facts;
  }

  /** Moves the sealed file to its final path. */
  async moveTo(path: string): Promise<void> {
    await rename(this.path, path);
  }

  /** Removes the file, in any state. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}

/** A stored object that is open for reading. */
export class StoredBlob {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    readonly facts: BlobFacts,
    readonly writtenAt: Date,
  ) {}

  /**
   * @returns `undefined` when the file does not exist
   * @throws Error when it is corrupt
   */
  static async open(path: string): Promise<StoredBlob | undefined> {
    const file = await open(path, 'r').catch(absent);
    if (!file) return undefined;
    try {
      const { size, mtime } = await file.stat();
      return new StoredBlob(path, file, await readFacts(file, size), mtime);
    } catch (cause) {
      await file.close();
      throw damaged(path, cause);
    }
  }

  /** Returns all bytes, after their checksum was verified. */
  async readAll(): Promise<Uint8Array> {
    const bytes = await readAt(this.file, 0, this.facts.bytes);
    if (sha256(bytes).toString('hex') !== this.facts.sha256) throw damaged(this.path);
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** For a `catch`: ignores a missing file or folder. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function readFacts(file: FileHandle, size: number): Promise<BlobFacts> {
  const trailer = await readAt(file, size - trailerBytes, trailerBytes);
  const jsonLength = trailer.readUInt32BE(digestBytes);
  const bytes = size - trailerBytes - jsonLength;
  const json = await readAt(file, bytes, jsonLength);
  if (!sha256(json).equals(trailer.subarray(0, digestBytes))) throw new RangeError('Its metadata does not match its checksum.');
  const facts: BlobFacts = JSON.parse(json.toString());
  if (facts.bytes !== bytes) throw new RangeError(`It has ${bytes} bytes, its metadata says ${facts.bytes}.`);
  return facts;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new RangeError('It is truncated.');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new RangeError('It is truncated.');
  return buffer;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

const damaged = (path: string, cause?: unknown) =>
  new Error(`The stored file ${path} is corrupt. Remove it, and upload the image again.`, { cause });
