import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { BlobStore, ListedObject } from '../../lambda/core/ports';
import { absent, type BlobFacts, IncomingBlob, StoredBlob } from './blob-file';
import { KeyIndex } from './key-index';

export interface FileBlobStoreProps {
  /** Folder of the objects. */
  readonly folder: string;
  /** Folder of objects that are arriving, on the same disk. Files that a crash leaves there are removed. */
  readonly incoming: string;
  /** Whether to keep all versions of a key, like the originals bucket. */
  readonly versioned: boolean;
}

/** The version of every object in an unversioned store, as in S3. */
const onlyVersion = 'null';

/** Format of a version. No other file is opened. */
const versionForm = /^[\w-]+$/;

/** Stores objects as files: one folder per key, one file per version. A rename makes a file visible atomically. */
export class FileBlobStore implements BlobStore {
  private lastSequence = 0;
  private readonly index = new KeyIndex(() => this.readKeys());

  constructor(private readonly props: FileBlobStoreProps) {}

  async stat(key: string, version?: string): Promise<BlobFacts | undefined> {
    const blob = await this.open(key, version);
    await blob?.close();
    return blob?.facts;
  }

  async read(key: string, version?: string): Promise<Uint8Array | undefined> {
    const blob = await this.open(key, version);
    try {
      return await blob?.readAll();
    } finally {
      await blob?.close();
    }
  }

  async write(key: string, body: Uint8Array, contentType: string): Promise<void> {
    const blob = await this.receive();
    try {
      await blob.append(body);
      await this.commit(blob, await this.seal(blob, key, contentType));
    } catch (error) {
      await blob.discard();
      throw error;
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    // First from the index, so that every listed object exists.
    await this.index.remove(keys);
    await Promise.all(keys.map((key) => rm(this.folderOf(key), { recursive: true, force: true })));
  }

  async removeVersion(key: string, version: string): Promise<void> {
    if (!versionForm.test(version)) return;
    await rm(this.pathOf(key, version), { force: true });
    const isLast = await rmdir(this.folderOf(key)).then(
      () => true,
      () => false,
    );
    if (!isLast) return;
    await this.index.remove([key]);
    // A version may have been added in the meantime.
    if ((await this.versions(key)).length > 0) await this.index.add(key);
  }

  async removeAll(prefix: string): Promise<void> {
    await this.remove(await this.index.below(prefix));
  }

  async list(
    prefix: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ objects: ListedObject[]; more: boolean }> {
    const objects: ListedObject[] = [];
    const start = Buffer.from(after ?? '');
    for (const key of await this.index.below(prefix)) {
      if (Buffer.compare(Buffer.from(key), start) <= 0) continue;
      const writtenAt = await this.writtenAt(key);
      if (writtenAt && objects.length === limit) return { objects, more: true };
      if (writtenAt) objects.push({ key, writtenAt });
    }
    return { objects, more: false };
  }

  /** Opens an object for reading; the caller closes it. `undefined` when it does not exist. */
  async open(key: string, version?: string): Promise<StoredBlob | undefined> {
    const wanted = version ?? (await this.versions(key)).at(-1);
    return wanted && versionForm.test(wanted) ? StoredBlob.open(this.pathOf(key, wanted)) : undefined;
  }

  /** The current object of every key, or the error of a corrupt one. */
  async *all(): AsyncGenerator<{ facts: BlobFacts; writtenAt: Date } | Error> {
    for (const folder of (await readdir(this.props.folder).catch(absent)) ?? []) {
      const path = join(this.props.folder, folder);
      const version = (await readdir(path).catch(absent))?.sort().at(-1);
      if (!version) continue;
      try {
        const blob = await StoredBlob.open(join(path, version));
        await blob?.close();
        const file = await stat(join(path, version)).catch(absent);
        if (blob && file) yield { facts: blob.facts, writtenAt: file.mtime };
      } catch (error) {
        yield error as Error;
      }
    }
  }

  /** Begins an object that arrives in parts: call `append`, then `seal` and `commit`. */
  async receive(): Promise<IncomingBlob> {
    await mkdir(this.props.incoming, { recursive: true });
    return IncomingBlob.create(join(this.props.incoming, randomBytes(12).toString('hex')));
  }

  /** Completes an incoming object and assigns its version. It is not visible yet. */
  async seal(blob: IncomingBlob, key: string, contentType: string): Promise<BlobFacts> {
    return blob.seal({ key, contentType, ...(await this.nextVersion(key)) });
  }

  /** Makes a sealed object visible. */
  async commit(blob: IncomingBlob, { key, version }: BlobFacts): Promise<void> {
    const move = async () => {
      await mkdir(this.folderOf(key), { recursive: true });
      await blob.moveTo(this.pathOf(key, version));
    };
    // The folder may be removed with the last previous version.
    await move().catch((error) => {
      absent(error);
      return move();
    });
    await this.index.add(key);
  }

  /** All versions of a key, oldest first: the names begin with the sequencer. */
  async versions(key: string): Promise<string[]> {
    return ((await readdir(this.folderOf(key)).catch(absent)) ?? []).sort();
  }

  // Keys may be longer than file names, and may contain characters that file systems do not allow or treat as equal.
  private folderOf(key: string): string {
    return join(this.props.folder, createHash('sha256').update(key).digest('hex'));
  }

  private pathOf(key: string, version: string): string {
    return join(this.folderOf(key), version);
  }

  private async writtenAt(key: string): Promise<Date | undefined> {
    const version = (await this.versions(key)).at(-1);
    return version === undefined ? undefined : (await stat(this.pathOf(key, version)).catch(absent))?.mtime;
  }

  private async readKeys(): Promise<string[]> {
    const keys: string[] = [];
    // With corrupt metadata, the key is unknown.
    for await (const object of this.all()) if (!(object instanceof Error)) keys.push(object.facts.key);
    return keys;
  }

  /** Sequencers increase with each version of a key, even when the clock is set back. */
  private async nextVersion(key: string): Promise<Pick<BlobFacts, 'version' | 'sequencer'>> {
    const latest = this.props.versioned ? Number.parseInt((await this.versions(key)).at(-1) ?? '0', 16) : 0;
    this.lastSequence = Math.max(latest + 1, this.lastSequence + 1, Date.now() * 1000);
    const sequencer = this.lastSequence.toString(16).toUpperCase().padStart(16, '0');
    return { sequencer, version: this.props.versioned ? `${sequencer}-${randomBytes(6).toString('hex')}` : onlyVersion };
  }
}
