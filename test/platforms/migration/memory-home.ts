import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { ImageKey, ImageRecord, Owner } from '../../../lambda/core/image';
import { renditionKey, uploadKey } from '../../../lambda/core/keys';
import type { SizeName } from '../../../lambda/core/sizes';
import type { ArchivedFile, FileHeaders } from '../../../platforms/migration/archived-image';
import type { ImageHome, StoredFiles, StoredRecords } from '../../../platforms/migration/image-home';
import type { TestImage } from './images';

/** A home in memory. Every call passes `before`, which may throw. */
export class MemoryHome implements ImageHome {
  readonly name = 'the home of a test';
  readonly identity = 'memory';
  readonly calls: string[] = [];
  before: (call: string) => void = () => undefined;
  readonly table = new Map<string, ImageRecord>();
  readonly reserved = new Set<string>();
  readonly counts = new Map<Owner, number>();
  readonly originals: MemoryFiles;
  readonly renditions: MemoryFiles;

  /** @param keepsChecksums whether its stores return the SHA-256 of a file */
  constructor(
    keepsChecksums = true,
    private readonly pageSize = 10,
  ) {
    const call = (name: string) => this.call(name);
    this.originals = new MemoryFiles(call, keepsChecksums);
    this.renditions = new MemoryFiles(call, keepsChecksums);
  }

  async close(): Promise<void> {}

  /** Stores images with the keys and versions of this home. */
  add(images: readonly TestImage[]): void {
    for (const { record, files } of images) {
      const { owner, id, contentType } = record;
      const version = files.original ? this.originals.put(uploadKey(owner, id), files.original, { contentType }) : '';
      const sizes: Record<string, unknown> = {};
      for (const [name, size] of record.status === 'READY' ? Object.entries(record.sizes) : []) {
        const key = renditionKey({ owner, id, version, size: name as SizeName });
        if (files[name]) this.renditions.put(key, files[name], { contentType: 'image/webp', cacheControl: 'immutable' });
        sizes[name] = { ...size, key };
      }
      const stored = { ...record, ...(record.upload && { upload: { version } }), ...(record.status === 'READY' && { sizes }) };
      this.table.set(keyOf(record), stored as ImageRecord);
    }
  }

  readonly records: StoredRecords = {
    all: () => this.pages(),
    find: async (image) => {
      this.call('find');
      return this.table.get(keyOf(image));
    },
    reserve: async (record, seen) => {
      this.call('reserve');
      if (!this.isFree(record, seen)) return false;
      this.table.delete(keyOf(record));
      this.reserved.add(keyOf(record));
      return true;
    },
    write: async (record, seen) => {
      this.call('write');
      if (!this.isFree(record, seen)) return false;
      this.table.set(keyOf(record), JSON.parse(JSON.stringify(record)));
      this.reserved.delete(keyOf(record));
      return true;
    },
    remove: async (image) => {
      this.call('remove');
      this.table.delete(keyOf(image));
    },
    // part: quotas
    raiseCount: async (owner) => {
      this.call('raiseCount');
      this.counts.set(owner, [...this.table.values()].filter((record) => record.owner === owner).length);
    },
  };

  private isFree(record: ImageRecord, seen: ImageRecord | undefined): boolean {
    const there = this.table.get(keyOf(record));
    return !there || (seen !== undefined && there.updatedAt === seen.updatedAt && there.status === seen.status);
  }

  private async *pages() {
    const all = [...this.table.values()];
    for (let from = 0; from < all.length; from += this.pageSize) {
      this.call('page');
      yield all.slice(from, from + this.pageSize);
    }
  }

  private call(name: string): void {
    this.before(name);
    this.calls.push(name);
  }
}

const keyOf = ({ owner, id }: ImageKey) => `${owner}\n${id}`;

interface Version {
  readonly version: string;
  readonly body: Buffer;
  readonly headers: FileHeaders;
}

class MemoryFiles implements StoredFiles {
  readonly versions = new Map<string, Version[]>();
  private last = 0;

  constructor(
    private readonly call: (name: string) => void,
    private readonly keepsChecksums: boolean,
  ) {}

  put(key: string, body: Buffer, headers: FileHeaders): string {
    this.last += 1;
    const version = `v${this.last}`;
    this.versions.set(key, [...(this.versions.get(key) ?? []), { version, body, headers }]);
    return version;
  }

  async open(key: string, version?: string) {
    this.call('open');
    const found = this.at(key, version);
    return found && { ...this.facts(found), body: Readable.from(found.body.length > 0 ? [found.body] : []) };
  }

  async stat(key: string, version?: string) {
    this.call('stat');
    const found = this.at(key, version);
    return found && this.facts(found);
  }

  async write(key: string, { sha256, headers }: ArchivedFile, open: () => Readable): Promise<string> {
    this.call('put');
    const body = await buffer(open());
    if (hashOf(body) !== sha256) throw new Error('The store rejects other bytes.');
    return this.put(key, body, headers);
  }

  private at(key: string, version?: string): Version | undefined {
    const versions = this.versions.get(key) ?? [];
    return version === undefined ? versions.at(-1) : versions.find((each) => each.version === version);
  }

  private facts({ body, version, headers }: Version) {
    return { bytes: body.length, version, headers, ...(this.keepsChecksums && { sha256: hashOf(body) }) };
  }
}

const hashOf = (body: Buffer) => createHash('sha256').update(body).digest('hex');
