import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { removal } from '../../lambda/adapters/aws/client-config';
import { renditionKey } from '../../lambda/core/keys';
import type { BlobStore } from '../../lambda/core/ports';
import { largestSize, smallestSize } from '../../lib/testing/sizes';

export interface OpenBlobStore {
  readonly store: BlobStore;
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
        const key = renditionKey({ owner, id, version: 'v/1', size: largestSize });
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
    const key = renditionKey({ owner, id: 'i'.repeat(36), version: 'v'.repeat(32), size: smallestSize });
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

  it('removes all objects below a prefix, and those only', async () => {
    const image = newKey();
    const below = [`${image}/v1/full`, `${image}/v1/thumbnail`, `${image}/v2/full`];
    const beside = [`${image}0/v1/full`, `other/${image}/v1/full`];
    for (const key of [...below, ...beside]) await store.write(key, text('body'), type);
    await store.removeAll(`${image}/v1/`);
    expect(await standing([...below, ...beside])).toEqual([`${image}/v2/full`, ...beside]);
    await store.removeAll(`${image}/`);
    expect(await standing([...below, ...beside])).toEqual(beside);
    await store.removeAll(`${image}/`);
  });

  it('removes more objects than one page of a listing holds', async () => {
    const prefix = `${newKey()}/`;
    await Promise.all(Array.from({ length: removal.objects + 1 }, (_, index) => store.write(`${prefix}${index}`, text('b'), type)));
    await store.removeAll(prefix);
    expect(await store.list(prefix, { limit: 1 })).toEqual({ objects: [], more: false });
  }, 30_000);

  it('lists objects page by page in the order of their keys, and when they were written', async () => {
    const prefix = `${newKey()}/`;
    const ends = ['%C3%A9', 'A', 'a', 'a-b', 'a.c/d', 'b', 'z'];
    const started = Date.now();
    for (const end of [...ends].reverse()) await store.write(prefix + end, text('body'), type);
    const whole = await store.list(prefix, { limit: 100 });
    expect(whole).toMatchObject({ objects: ends.map((end) => ({ key: prefix + end })), more: false });
    // To the second, as S3 tells it.
    for (const { writtenAt } of whole.objects) expect(Math.abs(writtenAt.getTime() - started)).toBeLessThan(20_000);

    const paged: string[] = [];
    for (let more = true; more; ) {
      const page = await store.list(prefix, { limit: 3, after: paged.at(-1) });
      expect(page.objects.length).toBeLessThanOrEqual(3);
      paged.push(...page.objects.map(({ key }) => key));
      more = page.more;
    }
    expect(paged).toEqual(whole.objects.map(({ key }) => key));
    // A page may end with the last object: then there are no others behind it.
    expect(await store.list(prefix, { limit: ends.length })).toMatchObject({ more: false });
    // It goes on behind a key, whether that one still stands or not.
    await store.remove([`${prefix}a`]);
    expect((await store.list(prefix, { limit: 1, after: `${prefix}a` })).objects).toMatchObject([{ key: `${prefix}a-b` }]);
  });

  it('lists an object once, however often it was written, and not when it was removed', async () => {
    const prefix = `${newKey()}/`;
    for (const body of ['first', 'second']) await store.write(`${prefix}kept`, text(body), type);
    await store.write(`${prefix}removed`, text('body'), type);
    await store.remove([`${prefix}removed`]);
    expect((await store.list(prefix, { limit: 100 })).objects.map(({ key }) => key)).toEqual([`${prefix}kept`]);
    expect(await store.list('renditions/never/', { limit: 100 })).toEqual({ objects: [], more: false });
  });

  if (traits.versioned) {
    it('keeps older versions readable', async () => {
      const key = newKey();
      const first = await writeVersion(key, 'first');
      const second = await writeVersion(key, 'second, longer');
      expect(first).not.toBe(second);
      expect(await readText(key, first)).toBe('first');
      expect(await store.stat(key, first)).toMatchObject({ bytes: 5 });
      expect(await readText(key, second)).toBe('second, longer');
      expect(await readText(key)).toBe('second, longer');
    });

    it("knows nothing of a version that is another key's", async () => {
      const [key, other] = [newKey(), newKey()];
      await store.write(key, text('body'), type);
      const foreign = await writeVersion(other, 'body');
      expect(await store.stat(key, foreign)).toBeUndefined();
      expect(await store.read(key, foreign)).toBeUndefined();
    });

    it('removes one version, and makes the one before it the current one', async () => {
      const key = newKey();
      const [first, second] = [await writeVersion(key, 'first'), await writeVersion(key, 'second')];
      await store.removeVersion(key, second);
      await store.removeVersion(key, second);
      expect(await store.stat(key, second)).toBeUndefined();
      expect(await readText(key)).toBe('first');
      expect(await store.stat(key)).toMatchObject({ version: first });
      await store.removeVersion(key, first);
      expect(await store.stat(key)).toBeUndefined();
      expect(await store.list(key, { limit: 1 })).toEqual({ objects: [], more: false });
      await store.write(key, text('third'), type);
      expect(await standing([key])).toEqual([key]);
    });

    it('keeps every object that is written while versions of its key are removed', async () => {
      const key = newKey();
      for (let round = 0; round < 20; round += 1) {
        const old = await writeVersion(key, 'old');
        await Promise.all([store.removeVersion(key, old), store.write(key, text(`new ${round}`), type)]);
        expect(await readText(key)).toBe(`new ${round}`);
        expect((await store.list(key, { limit: 1 })).objects).toMatchObject([{ key }]);
        await store.removeAll(key);
      }
    });

    it('removes all objects below a prefix with every version, those below the mark of a removal too', async () => {
      const key = newKey();
      const versions = [await writeVersion(key, 'first'), await writeVersion(key, 'second')];
      await store.remove([key]);
      versions.push(await writeVersion(key, 'third'));
      await store.removeAll(key);
      for (const version of [undefined, ...versions]) expect(await store.stat(key, version)).toBeUndefined();
    });
  } else {
    it('calls the only version of an object null, as S3 does', async () => {
      expect(await writeVersion(newKey(), 'body')).toBe('null');
    });
  }

  if (traits.answersReaders) {
    it('lets browsers keep an object for ever, and nobody between', async () => {
      const key = newKey();
      await store.write(key, text('body'), type);
      expect(await opened.cacheControlOf?.(key)).toBe('private, max-age=31536000, immutable');
    });
  }

  async function writeVersion(key: string, words: string): Promise<string> {
    await store.write(key, text(words), type);
    const { version } = (await store.stat(key)) ?? {};
    if (!version) throw new Error(`${key} has no version.`);
    return version;
  }

  /** Those of the keys under which an object stands. */
  async function standing(keys: readonly string[]): Promise<string[]> {
    const facts = await Promise.all(keys.map((key) => store.stat(key)));
    return keys.filter((_, index) => facts[index]);
  }

  async function readText(key: string, version?: string): Promise<string | undefined> {
    const bytes = await store.read(key, version);
    return bytes && new TextDecoder().decode(bytes);
  }
}
