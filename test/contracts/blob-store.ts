import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { removal } from '../../lambda/adapters/aws/client-config';
import { renditionKey } from '../../lambda/core/keys';
import type { BlobStore } from '../../lambda/core/ports';
import { largestSize, smallestSize } from '../../lib/testing/sizes';

export interface OpenBlobStore {
  readonly store: BlobStore;
  /** Cache-Control that readers of a key receive. */
  readonly cacheControlOf?: (key: string) => Promise<string | undefined>;
}

export interface BlobStoreTraits {
  /** Whether it keeps previous versions. */
  readonly versioned: boolean;
  /** Whether it serves readers itself, and therefore sets Cache-Control. */
  readonly answersReaders: boolean;
  /** The longest part of a key between slashes that its file system supports. @default - no limit, as in S3 */
  readonly longestPart?: number;
}

const type = 'image/webp';
const text = (content: string) => new TextEncoder().encode(content);

let keys = 0;
const newKey = () => `renditions/contract/${++keys}`;

/** The contract of every `BlobStore`. */
export function blobStoreContract(traits: BlobStoreTraits, open: () => OpenBlobStore): void {
  let opened: OpenBlobStore;
  let store: BlobStore;
  beforeAll(() => {
    opened = open();
    store = opened.store;
  });

  it.each([0, 1, 1000, 20 * 1024 * 1024])('returns %d bytes unchanged, with their content type', async (size) => {
    const key = newKey();
    const body = randomBytes(size);
    await store.write(key, body, type);
    expect(await store.stat(key)).toMatchObject({ bytes: size, contentType: type });
    expect(body.equals((await store.read(key)) ?? text('nothing'))).toBe(true);
  });

  it('accepts a body that is a view of a larger buffer', async () => {
    const key = newKey();
    await store.write(key, text('before, body, after').subarray(8, 12), type);
    expect(await readText(key)).toBe('body');
  });

  it('returns nothing for a key that was never written', async () => {
    expect(await store.stat('renditions/never')).toBeUndefined();
    expect(await store.read('renditions/never')).toBeUndefined();
  });

  it('replaces an object, including its content type', async () => {
    const key = newKey();
    await store.write(key, text('a long first body'), 'image/png');
    await store.write(key, text('second'), type);
    expect(await readText(key)).toBe('second');
    expect(await store.stat(key)).toMatchObject({ bytes: 6, contentType: type });
  });

  it('contains one complete body after concurrent writes', async () => {
    const key = newKey();
    const bodies = Array.from({ length: 5 }, (_, index) => Buffer.alloc(200_000, index));
    await Promise.all(bodies.map((body) => store.write(key, body, type)));
    const existing = await store.read(key);
    expect(bodies.filter((body) => existing && body.equals(existing))).toHaveLength(1);
  });

  it('distinguishes keys that differ by one character', async () => {
    const base = newKey();
    const alike = ['a', 'A', 'ä', 'ä', 'a ', 'a+', 'a%20', 'a%2B', 'a%', 'a&b=c', 'a?b', 'a#b', "a'(!)*", 'a😀', 'a\\b', 'a;b,c:d'];
    await Promise.all(alike.map((end) => store.write(`${base}-${end}`, text(`body of ${end}`), type)));
    for (const end of alike) expect(await readText(`${base}-${end}`)).toBe(`body of ${end}`);
  });

  it('accepts the rendition keys of every owner', async () => {
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

  it('accepts the longest key that an owner can have', async () => {
    const owner = 'o'.repeat(Math.min(600, traits.longestPart ?? 600));
    const key = renditionKey({ owner, id: 'i'.repeat(36), version: 'v'.repeat(32), size: smallestSize });
    await store.write(key, text('body'), type);
    expect(await readText(key)).toBe('body');
  });

  it('removes several objects at once, and no others', async () => {
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

  it('accepts removals of missing objects, of removed objects and of none', async () => {
    const key = newKey();
    await store.write(key, text('body'), type);
    await store.remove([key, 'renditions/never']);
    await store.remove([key]);
    await store.remove([]);
    await store.write(key, text('again'), type);
    expect(await readText(key)).toBe('again');
  });

  it('removes all objects with a prefix, and no others', async () => {
    const image = newKey();
    const below = [`${image}/v1/full`, `${image}/v1/thumbnail`, `${image}/v2/full`];
    const beside = [`${image}0/v1/full`, `other/${image}/v1/full`];
    for (const key of [...below, ...beside]) await store.write(key, text('body'), type);
    await store.removeAll(`${image}/v1/`);
    expect(await existing([...below, ...beside])).toEqual([`${image}/v2/full`, ...beside]);
    await store.removeAll(`${image}/`);
    expect(await existing([...below, ...beside])).toEqual(beside);
    await store.removeAll(`${image}/`);
  });

  it('removes more objects than one page of a listing contains', async () => {
    const prefix = `${newKey()}/`;
    await Promise.all(Array.from({ length: removal.objects + 1 }, (_, index) => store.write(`${prefix}${index}`, text('b'), type)));
    await store.removeAll(prefix);
    expect(await store.list(prefix, { limit: 1 })).toEqual({ objects: [], more: false });
  }, 30_000);

  it('lists objects by page in key order, with their modification time', async () => {
    const prefix = `${newKey()}/`;
    const ends = ['%C3%A9', 'A', 'a', 'a-b', 'a.c/d', 'b', 'z'];
    const started = Date.now();
    for (const end of [...ends].reverse()) await store.write(prefix + end, text('body'), type);
    const whole = await store.list(prefix, { limit: 100 });
    expect(whole).toMatchObject({ objects: ends.map((end) => ({ key: prefix + end })), more: false });
    // S3 returns whole seconds.
    for (const { writtenAt } of whole.objects) expect(Math.abs(writtenAt.getTime() - started)).toBeLessThan(20_000);

    const paged: string[] = [];
    for (let more = true; more; ) {
      const page = await store.list(prefix, { limit: 3, after: paged.at(-1) });
      expect(page.objects.length).toBeLessThanOrEqual(3);
      paged.push(...page.objects.map(({ key }) => key));
      more = page.more;
    }
    expect(paged).toEqual(whole.objects.map(({ key }) => key));
    // A page may end with the last object: then no others follow.
    expect(await store.list(prefix, { limit: ends.length })).toMatchObject({ more: false });
    // A listing continues after a key, whether that object exists or not.
    await store.remove([`${prefix}a`]);
    expect((await store.list(prefix, { limit: 1, after: `${prefix}a` })).objects).toMatchObject([{ key: `${prefix}a-b` }]);
  });

  it('lists an object once, however often it was written, and not after its removal', async () => {
    const prefix = `${newKey()}/`;
    for (const body of ['first', 'second']) await store.write(`${prefix}kept`, text(body), type);
    await store.write(`${prefix}removed`, text('body'), type);
    await store.remove([`${prefix}removed`]);
    expect((await store.list(prefix, { limit: 100 })).objects.map(({ key }) => key)).toEqual([`${prefix}kept`]);
    expect(await store.list('renditions/never/', { limit: 100 })).toEqual({ objects: [], more: false });
  });

  if (traits.versioned) {
    it('keeps previous versions readable', async () => {
      const key = newKey();
      const first = await writeVersion(key, 'first');
      const second = await writeVersion(key, 'second, longer');
      expect(first).not.toBe(second);
      expect(await readText(key, first)).toBe('first');
      expect(await store.stat(key, first)).toMatchObject({ bytes: 5 });
      expect(await readText(key, second)).toBe('second, longer');
      expect(await readText(key)).toBe('second, longer');
    });

    it('returns nothing for a version of another key', async () => {
      const [key, other] = [newKey(), newKey()];
      await store.write(key, text('body'), type);
      const foreign = await writeVersion(other, 'body');
      expect(await store.stat(key, foreign)).toBeUndefined();
      expect(await store.read(key, foreign)).toBeUndefined();
    });

    it('removes one version, and makes the previous one the current version', async () => {
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
      expect(await existing([key])).toEqual([key]);
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

    it('removes every version of all objects with a prefix, including those below a delete marker', async () => {
      const key = newKey();
      const versions = [await writeVersion(key, 'first'), await writeVersion(key, 'second')];
      await store.remove([key]);
      versions.push(await writeVersion(key, 'third'));
      await store.removeAll(key);
      for (const version of [undefined, ...versions]) expect(await store.stat(key, version)).toBeUndefined();
    });
  } else {
    it('names the only version of an object null, like S3', async () => {
      expect(await writeVersion(newKey(), 'body')).toBe('null');
    });
  }

  if (traits.answersReaders) {
    it('lets browsers cache an object forever, and shared caches not at all', async () => {
      const key = newKey();
      await store.write(key, text('body'), type);
      expect(await opened.cacheControlOf?.(key)).toBe('private, max-age=31536000, immutable');
    });
  }

  async function writeVersion(key: string, content: string): Promise<string> {
    await store.write(key, text(content), type);
    const { version } = (await store.stat(key)) ?? {};
    if (!version) throw new Error(`${key} has no version.`);
    return version;
  }

  /** The keys under which an object exists. */
  async function existing(keys: readonly string[]): Promise<string[]> {
    const facts = await Promise.all(keys.map((key) => store.stat(key)));
    return keys.filter((_, index) => facts[index]);
  }

  async function readText(key: string, version?: string): Promise<string | undefined> {
    const bytes = await store.read(key, version);
    return bytes && new TextDecoder().decode(bytes);
  }
}
