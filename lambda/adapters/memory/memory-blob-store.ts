import type { BlobStore, Clock } from '../../core/ports';

/** One version of an object; without a body, a delete marker. */
interface StoredVersion {
  readonly version: string;
  readonly sequencer: string;
  readonly body?: Uint8Array;
  readonly contentType: string;
  readonly writtenAt: Date;
}

/** Stores objects in memory; every operation is atomic. It fulfills the same contract as the S3 adapter. */
export class MemoryBlobStore implements BlobStore {
  private readonly objects = new Map<string, StoredVersion[]>();
  private written = 0;

  constructor(private readonly props: { readonly versioned: boolean; readonly clock: Pick<Clock, 'now'> }) {}

  async stat(key: string, version?: string) {
    const found = this.versionOf(key, version);
    if (!found?.body) return undefined;
    const { sequencer, contentType, body } = found;
    return { key, version: found.version, sequencer, contentType, bytes: body.byteLength };
  }

  async read(key: string, version?: string): Promise<Uint8Array | undefined> {
    return this.versionOf(key, version)?.body;
  }

  async write(key: string, body: Uint8Array, contentType: string): Promise<void> {
    this.put(key, { body: Uint8Array.from(body), contentType });
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      if (!this.props.versioned) this.objects.delete(key);
      else if (this.objects.has(key)) this.put(key, { contentType: '' });
    }
  }

  async removeVersion(key: string, version: string): Promise<void> {
    const left = (this.objects.get(key) ?? []).filter((stored) => stored.version !== version);
    if (left.length > 0) this.objects.set(key, left);
    else this.objects.delete(key);
  }

  async removeAll(prefix: string): Promise<void> {
    for (const key of this.objects.keys()) if (key.startsWith(prefix)) this.objects.delete(key);
  }

  async list(prefix: string, { limit, after }: { limit: number; after?: string }) {
    const objects = this.keys()
      .filter((key) => key.startsWith(prefix) && (after === undefined || key > after))
      .map((key) => ({ key, writtenAt: this.versionOf(key)?.writtenAt ?? this.props.clock.now() }));
    return { objects: objects.slice(0, limit), more: objects.length > limit };
  }

  /** Whether a version exists. */
  has(key: string, version: string): boolean {
    return this.versionOf(key, version) !== undefined;
  }

  /** Keys of all current objects, sorted. */
  keys(): string[] {
    return [...this.objects.keys()].filter((key) => this.versionOf(key)?.body).sort();
  }

  private put(key: string, object: Omit<StoredVersion, 'version' | 'sequencer' | 'writtenAt'>): void {
    this.written += 1;
    const { versioned, clock } = this.props;
    // All of the same length, so that sequencers can be compared as strings.
    const sequencer = (0x6500 + this.written).toString(16);
    const stored = { ...object, version: versioned ? `v${this.written}` : 'null', sequencer, writtenAt: clock.now() };
    this.objects.set(key, versioned ? [...(this.objects.get(key) ?? []), stored] : [stored]);
  }

  private versionOf(key: string, version?: string): StoredVersion | undefined {
    const versions = this.objects.get(key) ?? [];
    return version === undefined ? versions.at(-1) : versions.find((stored) => stored.version === version);
  }
}
