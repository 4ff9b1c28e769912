import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ObjectVersion } from '../../core/image';
import type { BlobStore } from '../../core/ports';
import { absent, type BlobFacts, IncomingBlob, StoredBlob } from './blob-file';

export interface FileBlobStoreProps {
  /** Where the objects stand. */
  readonly folder: string;
  /** Where objects stand while they arrive; on the same disk. What a crash leaves there is nobody's. */
  readonly incoming: string;
  /** Whether a key keeps all its versions, as the originals bucket does. */
  readonly versioned: boolean;
}

/** The version of every object in a store that keeps one only: S3 names it so, too. */
const onlyVersion = 'null';

/** What a version of ours looks like. Nothing else is asked of the file system. */
const versionForm = /^[\w-]+$/;

/** Objects as files: a folder a key, a file a version. A file appears whole, by a rename, or not at all. */
export class FileBlobStore implements BlobStore {
  private lastSequence = 0;

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
    await Promise.all(keys.map((key) => rm(this.folderOf(key), { recursive: true, force: true })));
  }

  /** An object to read; the caller closes it. `undefined` when there is none. */
  async open(key: string, version?: string): Promise<StoredBlob | undefined> {
    const wanted = version ?? (await this.versions(key)).at(-1);
    return wanted && versionForm.test(wanted) ? StoredBlob.open(this.pathOf(key, wanted)) : undefined;
  }

  /** The current object of every key; in place of a damaged one, the error that names it. */
  async *all(): AsyncGenerator<{ facts: BlobFacts; writtenAt: Date } | Error> {
    for (const folder of (await readdir(this.props.folder).catch(absent)) ?? []) {
      const path = join(this.props.folder, folder);
      const version = (await readdir(path)).sort().at(-1);
      if (!version) continue;
      try {
        const blob = await StoredBlob.open(join(path, version));
        await blob?.close();
        if (blob) yield { facts: blob.facts, writtenAt: (await stat(join(path, version))).mtime };
      } catch (error) {
        yield error as Error;
      }
    }
  }

  /** The beginning of an object that arrives piece by piece: `append` to it, then `seal` and `commit` it. */
  async receive(): Promise<IncomingBlob> {
    await mkdir(this.props.incoming, { recursive: true });
    return IncomingBlob.create(join(this.props.incoming, randomBytes(12).toString('hex')));
  }

  /** Ends an arriving object and gives it its version. It does not exist yet. */
  async seal(blob: IncomingBlob, key: string, contentType: string): Promise<BlobFacts> {
    return blob.seal({ key, contentType, ...(await this.nextVersion(key)) });
  }

  /** Makes a sealed object exist. */
  async commit(blob: IncomingBlob, { key, version }: BlobFacts): Promise<void> {
    await mkdir(this.folderOf(key), { recursive: true });
    await blob.moveTo(this.pathOf(key, version));
  }

  // Keys may be longer than file names may be, and hold what file systems forbid or fold.
  private folderOf(key: string): string {
    return join(this.props.folder, createHash('sha256').update(key).digest('hex'));
  }

  private pathOf(key: string, version: string): string {
    return join(this.folderOf(key), version);
  }

  /** All versions of a key, the oldest first: they begin with their sequencer. */
  private async versions(key: string): Promise<string[]> {
    return ((await readdir(this.folderOf(key)).catch(absent)) ?? []).sort();
  }

  /** Sequencers rise with each version of a key, even when the clock is set back. */
  private async nextVersion(key: string): Promise<ObjectVersion> {
    const latest = this.props.versioned ? Number.parseInt((await this.versions(key)).at(-1) ?? '0', 16) : 0;
    this.lastSequence = Math.max(latest + 1, this.lastSequence + 1, Date.now() * 1000);
    const sequencer = this.lastSequence.toString(16).toUpperCase().padStart(16, '0');
    return { sequencer, version: this.props.versioned ? `${sequencer}-${randomBytes(6).toString('hex')}` : onlyVersion };
  }
}
