import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { renditionKey } from '../../lambda/core/keys';
import type { BlobStore } from '../../lambda/core/ports';

export interface OpenBlobStore {
  readonly store: BlobStore;
  /** The version that stands under a key. */
  readonly versionOf?: (key: string) => Promise<string | undefined>;
  /** What readers of a key are told of caching. */
  readonly cacheControlOf?: (key: string) => Promise<string | undefined>;
}

export interface BlobStoreTraits {
  /** Whether it keeps older versions. */
  readonly versioned: boolean;
  /** Whether it answers readers itself, and so tells them how to cache. */
  readonly answersReaders: boolean;
  /** The longest part of a key between slashes that its disk can name. @default - no limit, as in S3 */
  readonly longestPart?: number;
}

const type = 'image/webp';
const text = (words: string) => new TextEncoder().encode(words);

let keys = 0;
const newKey = () => `renditions/contract/${++keys}`;

/** What every `BlobStore` does, wherever it stores its bytes. */
export function blobStoreContract(traits: BlobStoreTraits, open: () => OpenBlobStore): void {
  let opened: OpenBlobStore;
  let store: BlobStore;
  beforeAll(() => {
    opened = open();
    store = opened.store;
  });

  it.each([0, 1, 1000, 20 * 1024 * 1024])('gives back %d bytes as they were, with their type', async (size) => {
    const key = newKey();
    const body = randomBytes(size);
    await store.write(key, body, type);
    expect(await store.stat(key)).toMatchObject({ bytes: size, contentType: type });
    expect(body.equals((await store.read(key)) ?? text('nothing'))).toBe(true);
  });

  it('takes a body that is a part of a larger buffer', async () => {
    const key = newKey();
    await store.write(key, text('before, body, after').subarray(8, 12), type);
    expect(await readText(key)).toBe('body');
  });

  it('knows nothing of a key that was never written', async () => {
    expect(await store.stat('renditions/never')).toBeUndefined();
    expect(await store.read('renditions/never')).toBeUndefined();
  });

  it('puts a new object in the place of an old one, its type too', async () => {
    const key = newKey();
    await store.write(key, text('a long first body'), 'image/png');
    await store.write(key, text('second'), type);
    expect(await readText(key)).toBe('second');
    expect(await store.stat(key)).toMatchObject({ bytes: 6, contentType: type });
  });

  it('holds one whole body when several are written at once', async () => {
    const key = newKey();
    const bodies = Array.from({ length: 5 }, (_, index) => Buffer.alloc(200_000, index));
    await Promise.all(bodies.map((body) => store.write(key, body, type)));
    const standing = await store.read(key);
    expect(bodies.filter((body) => standing && body.equals(standing))).toHaveLength(1);
  });

  it('keeps keys apart that differ by one character', async () => {
    const base = newKey();
    const alike = ['a', 'A', 'ä', 'ä', 'a ', 'a+', 'a%20', 'a%2B', 'a%', 'a&b=c', 'a?b', 'a#b', "a'(!)*", 'a😀', 'a\\b', 'a;b,c:d'];
    await Promise.all(alike.map((end) => store.write(`${base}-${end}`, text(`body of ${end}`), type)));
    for (const end of alike) expect(await readText(`${base}-${end}`)).toBe(`body of ${end}`);
  });

  it("takes the key of every owner's renditions", async () => {
    const owner = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(owner, fc.uuid(), async (owner, id) => {
        const key = renditionKey({ owner, id, version: 'v/1', size: 'full' });
        await store.write(key, text(owner), type);
        expect(await readText(key)).toBe(owner);
      }),
      {
        numRuns: 20,
        seed: 1,
        examples: [
          ['..', 'id'],
          ["o'neil (x)*!", 'id'],
        ],
      },
    );
  });

  it('takes the longest key that an owner can have', async () => {
    const owner = 'o'.repeat(Math.min(600, traits.longestPart ?? 600));
    const key = renditionKey({ owner, id: 'i'.repeat(36), version: 'v'.repeat(32), size: 'thumbnail' });
    await store.write(key, text('body'), type);
    expect(await readText(key)).toBe('body');
  });

  it('removes several objects at once, and those only', async () => {
    const [one, two, kept] = [newKey(), newKey(), newKey()];
    for (const key of [one, two, kept]) await store.write(key, text('body'), type);
    await store.remove([one, two]);
    expect(await Promise.all([one, two, kept].map((key) => store.stat(key)))).toEqual([
      undefined,
      undefined,
      expect.objectContaining({ bytes: 4 }),
    ]);
    expect(await store.read(one)).toBeUndefined();
  });

  it('removes what is not there, what is there no more, and nothing at all', async () => {
    const key = newKey();
    await store.write(key, text('body'), type);
    await store.remove([key, 'renditions/never']);
    await store.remove([key]);
    await store.remove([]);
    await store.write(key, text('again'), type);
    expect(await readText(key)).toBe('again');
  });

  if (traits.versioned) {
    it('keeps older versions readable', async () => {
      const key = newKey();
      const versions: (string | undefined)[] = [];
      for (const body of ['first', 'second, longer']) {
        await store.write(key, text(body), type);
        versions.push(await opened.versionOf?.(key));
      }
      const [first, second] = versions;
      expect(first).not.toBe(second);
      expect(await readText(key, first)).toBe('first');
      expect(await store.stat(key, first)).toMatchObject({ bytes: 5 });
      expect(await readText(key, second)).toBe('second, longer');
      expect(await readText(key)).toBe('second, longer');
    });

    it("knows nothing of a version that is another key's", async () => {
      const [key, other] = [newKey(), newKey()];
      for (const written of [key, other]) await store.write(written, text('body'), type);
      const foreign = await opened.versionOf?.(other);
      expect(foreign).toBeTruthy();
      expect(await store.stat(key, foreign)).toBeUndefined();
      expect(await store.read(key, foreign)).toBeUndefined();
    });
  }

  if (traits.answersReaders) {
    it('lets browsers keep an object for ever, and nobody between', async () => {
      const key = newKey();
      await store.write(key, text('body'), type);
      expect(await opened.cacheControlOf?.(key)).toBe('private, max-age=31536000, immutable');
    });
  }

  async function readText(key: string, version?: string): Promise<string | undefined> {
    const bytes = await store.read(key, version);
    return bytes && new TextDecoder().decode(bytes);
  }
}
