/**
 * The keys of all objects. Each file contains its key, and file names are not sorted by key. The index therefore reads all files once, on
 * demand, and caches the keys.
 */
export class KeyIndex {
  private keys?: Promise<Set<string>>;

  /** @param readAll reads the keys of all existing objects */
  constructor(private readonly readAll: () => Promise<string[]>) {}

  /** Adds a key. Call it after the object was stored, so that every listed object exists. */
  async add(key: string): Promise<void> {
    (await this.known())?.add(key);
  }

  async remove(keys: readonly string[]): Promise<void> {
    const known = await this.known();
    for (const key of keys) known?.delete(key);
  }

  /** Returns the keys with the prefix in S3's order: by UTF-8 bytes. */
  async below(prefix: string): Promise<string[]> {
    this.keys ??= this.readAll().then((keys) => new Set(keys));
    const keys = await this.keys.catch((error: unknown) => {
      // The next call tries again.
      this.keys = undefined;
      throw error;
    });
    const found = [...keys].filter((key) => key.startsWith(prefix)).map((key) => ({ key, bytes: Buffer.from(key) }));
    return found.sort((one, other) => Buffer.compare(one.bytes, other.bytes)).map(({ key }) => key);
  }

  private known(): Promise<Set<string> | undefined> {
    return this.keys?.catch(() => undefined) ?? Promise.resolve(undefined);
  }
}
