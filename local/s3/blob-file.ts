import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import type { ObjectVersion } from '../../lambda/core/image';

/** What is known of a stored object besides its bytes. */
export interface BlobFacts extends ObjectVersion {
  readonly key: string;
  /** What S3's event says of the order of a key's versions: hexadecimal digits, greater for a later one. */
  readonly sequencer: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Of the bytes, in hexadecimal. */
  readonly sha256: string;
}

/*
 * The form of a file: the object's bytes, its facts as JSON, the JSON's SHA-256, and in the last four bytes the JSON's
 * length. So one rename makes bytes and facts appear together, no damage goes unseen, and any image viewer opens the file.
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

  /** Ends the file with its facts. */
  async seal(known: Omit<BlobFacts, 'bytes' | 'sha256'>): Promise<BlobFacts> {
    const facts = { ...known, bytes: this.written, sha256: this.hash.digest('hex') };
    const json = Buffer.from(JSON.stringify(facts));
    const length = Buffer.alloc(trailerBytes - digestBytes);
    length.writeUInt32BE(json.byteLength);
    await this.file.appendFile(Buffer.concat([json, sha256(json), length]));
    await this.file.close();
    return facts;
  }

  /** Makes the sealed file appear under its final name. */
  async moveTo(path: string): Promise<void> {
    await rename(this.path, path);
  }

  /** Leaves nothing behind, at whatever stage. */
  async discard(): Promise<void> {
    await this.file.close().catch(() => undefined);
    await rm(this.path, { force: true });
  }
}

/** A stored object, open for reading. */
export class StoredBlob {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    readonly facts: BlobFacts,
    readonly writtenAt: Date,
  ) {}

  /** @returns `undefined` when there is no such file  @throws Error when it is damaged */
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

  /** All bytes, proven to be those that were stored. */
  async readAll(): Promise<Uint8Array> {
    const bytes = await readAt(this.file, 0, this.facts.bytes);
    if (sha256(bytes).toString('hex') !== this.facts.sha256) throw damaged(this.path);
    return bytes;
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

/** For a `catch`: a file or folder that is not there is no fault. */
export function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

async function readFacts(file: FileHandle, size: number): Promise<BlobFacts> {
  const trailer = await readAt(file, size - trailerBytes, trailerBytes);
  const jsonLength = trailer.readUInt32BE(digestBytes);
  const bytes = size - trailerBytes - jsonLength;
  const json = await readAt(file, bytes, jsonLength);
  if (!sha256(json).equals(trailer.subarray(0, digestBytes))) throw new RangeError('Its facts are not those that were stored.');
  const facts: BlobFacts = JSON.parse(json.toString());
  if (facts.bytes !== bytes) throw new RangeError(`It has ${bytes} bytes, its metadata says ${facts.bytes}.`);
  return facts;
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  if (position < 0) throw new RangeError('It is cut short.');
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  if (bytesRead !== length) throw new RangeError('It is cut short.');
  return buffer;
}

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

const damaged = (path: string, cause?: unknown) =>
  new Error(`The stored file ${path} is damaged. Remove it, and upload the image again.`, { cause });
