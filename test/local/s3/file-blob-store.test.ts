import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { FileBlobStore } from '../../../local/s3/file-blob-store';
import { filesBelow, temporaryFolder } from '../../support/local';

let folder: string;

beforeEach(async () => {
  folder = await temporaryFolder();
});

afterEach(() => jest.restoreAllMocks());

/** A store on the test's folder, as a new start of the application would open it. */
const openStore = ({ versioned = true } = {}) =>
  new FileBlobStore({ folder: join(folder, 'objects'), incoming: join(folder, 'incoming'), versioned });

const bytesOf = (text: string) => Buffer.from(text);

/** Stores a version, and says which. */
async function put(store: FileBlobStore, key: string, text: string) {
  const blob = await store.receive();
  await blob.append(bytesOf(text));
  const facts = await store.seal(blob, key, 'image/png');
  await store.commit(blob, facts);
  return facts;
}

describe('what was written', () => {
  test.each([true, false])('is read back with its type, also by a later run (versioned: %s)', async (versioned) => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 5000 }), fc.string({ unit: 'binary' }), async (bytes, contentType) => {
        await openStore({ versioned }).write('key', bytes, contentType);
        const later = openStore({ versioned });
        expect(await later.read('key')).toEqual(Buffer.from(bytes));
        expect(await later.stat('key')).toMatchObject({ bytes: bytes.length, contentType });
      }),
      { numRuns: 30, seed: 1, examples: [[new Uint8Array(), 'image/webp']] },
    );
  });

  test('arrives piece by piece', async () => {
    const store = openStore();
    const blob = await store.receive();
    for (const piece of ['one ', '', 'two ', 'three']) await blob.append(bytesOf(piece));
    await store.commit(blob, await store.seal(blob, 'key', 'image/png'));
    expect(await store.read('key')).toEqual(bytesOf('one two three'));
  });

  test('is whole when many write the same key at once', async () => {
    const store = openStore({ versioned: false });
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000, index));
    await Promise.all(bodies.map((body) => store.write('key', body, 'image/png')));
    const read = await store.read('key');
    expect(bodies.filter((body) => read && body.equals(read))).toHaveLength(1);
  });

  test('replaces what an unversioned store held', async () => {
    const store = openStore({ versioned: false });
    await store.write('key', bytesOf('first'), 'image/png');
    await store.write('key', bytesOf('second'), 'image/webp');
    expect(await store.read('key')).toEqual(bytesOf('second'));
    expect(await filesBelow(folder)).toHaveLength(1);
  });
});

describe('versions', () => {
  test('are all kept, and the latest is the current one', async () => {
    const store = openStore();
    const first = await put(store, 'key', 'first');
    const second = await put(store, 'key', 'second');
    expect(await store.read('key', first.version)).toEqual(bytesOf('first'));
    expect(await store.read('key', second.version)).toEqual(bytesOf('second'));
    expect(await store.stat('key')).toMatchObject({ version: second.version });
  });

  test('have sequencers that rise, in later runs and when the clock is set back, too', async () => {
    const sequencers: string[] = [];
    for (const time of [Date.now(), 0, Date.now() - 1000, 1]) {
      jest.spyOn(Date, 'now').mockReturnValue(time);
      const store = openStore();
      for (const text of ['a', 'b', 'c']) sequencers.push((await put(store, 'key', text)).sequencer);
    }
    expect(new Set(sequencers).size).toBe(12);
    expect([...sequencers].sort()).toEqual(sequencers);
    expect(await openStore().read('key')).toEqual(bytesOf('c'));
  });

  test('differ when many of a key are sealed at once', async () => {
    const store = openStore();
    const facts = await Promise.all(Array.from({ length: 30 }, (_, index) => put(store, 'key', `${index}`)));
    expect(new Set(facts.map(({ sequencer }) => sequencer)).size).toBe(30);
  });
});

describe('what is not there', () => {
  test.each([undefined, 'null', 'unknown'])('is undefined (version %s)', async (version) => {
    const store = openStore();
    await store.write('other', bytesOf('x'), 'image/png');
    expect(await store.stat('key', version)).toBeUndefined();
    expect(await store.read('key', version)).toBeUndefined();
    expect(await store.open('key', version)).toBeUndefined();
  });

  test.each(['', '.', '..', '../..', 'a/b', '\0'])('is undefined for the odd version %j of a key that exists', async (version) => {
    const store = openStore();
    await store.write('key', bytesOf('x'), 'image/png');
    expect(await store.read('key', version)).toBeUndefined();
  });

  test('is removed without an error; what is there is removed with all its versions', async () => {
    const store = openStore();
    const first = await put(store, 'key', 'first');
    await put(store, 'key', 'second');
    await store.write('other', bytesOf('x'), 'image/png');
    await store.remove(['key', 'absent']);
    expect(await store.read('key')).toBeUndefined();
    expect(await store.read('key', first.version)).toBeUndefined();
    expect(await store.read('other')).toEqual(bytesOf('x'));
  });
});

describe('a listing', () => {
  const keysOf = async (store: FileBlobStore) => (await store.list('', { limit: 100 })).objects.map(({ key }) => key);

  test('has what an earlier run left, what was written since, and not what was removed since', async () => {
    const earlier = openStore();
    for (const key of ['b', 'a']) await earlier.write(key, bytesOf('x'), 'image/png');
    const store = openStore();
    expect(await keysOf(store)).toEqual(['a', 'b']);
    await store.write('c', bytesOf('x'), 'image/png');
    await store.remove(['a']);
    expect(await keysOf(store)).toEqual(['b', 'c']);
  });

  test('has every object that is written while the store reads for the first time', async () => {
    const earlier = openStore();
    for (let key = 10; key < 40; key += 1) await earlier.write(`${key}`, bytesOf('x'), 'image/png');
    const store = openStore();
    const first = keysOf(store);
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.write(`${index + 40}`, bytesOf('x'), 'image/png')));
    await first;
    expect(await keysOf(store)).toHaveLength(60);
  });

  test('leaves out what is damaged, and what still arrives', async () => {
    const store = openStore();
    await store.write('damaged', bytesOf('x'), 'image/png');
    const [path = ''] = await filesBelow(join(folder, 'objects'));
    await writeFile(path, 'no object');
    const blob = await store.receive();
    await blob.append(bytesOf('x'));
    await store.seal(blob, 'arriving', 'image/png');
    await store.write('sound', bytesOf('x'), 'image/png');
    expect(await keysOf(store)).toEqual(['sound']);
    await blob.discard();
  });

  test('works again after a time in which the folder could not be read', async () => {
    const store = openStore();
    await writeFile(join(folder, 'objects'), 'a file where the folder of the objects should be');
    await expect(keysOf(store)).rejects.toThrow('ENOTDIR');
    await rm(join(folder, 'objects'));
    await store.write('key', bytesOf('x'), 'image/png');
    expect(await keysOf(store)).toEqual(['key']);
  });
});

describe('an object that is still arriving', () => {
  test('is not there until it is committed', async () => {
    const store = openStore();
    const blob = await store.receive();
    await blob.append(bytesOf('new'));
    expect(await store.stat('key')).toBeUndefined();
    const facts = await store.seal(blob, 'key', 'image/png');
    expect(await store.stat('key')).toBeUndefined();
    expect(await store.stat('key', facts.version)).toBeUndefined();
    await store.commit(blob, facts);
    expect(await store.stat('key')).toEqual(facts);
  });

  test('leaves nothing when it is discarded, sealed or not', async () => {
    const store = openStore();
    const open = await store.receive();
    await open.append(bytesOf('new'));
    await open.discard();
    const sealed = await store.receive();
    await store.seal(sealed, 'key', 'image/png');
    await sealed.discard();
    expect(await filesBelow(folder)).toEqual([]);
  });

  test('leaves nothing when it cannot be stored', async () => {
    const store = openStore();
    await writeFile(join(folder, 'objects'), 'a file where the folder of the objects should be');
    await expect(store.write('key', bytesOf('x'), 'image/png')).rejects.toThrow();
    expect(await filesBelow(join(folder, 'incoming'))).toEqual([]);
  });
});

describe('keys', () => {
  test('of any length and any characters are kept apart', async () => {
    const store = openStore();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 1024 }), { maxLength: 5 }), async (keys) => {
        for (const key of keys) await store.write(key, bytesOf(`of ${key}`), 'image/png');
        for (const key of keys) expect(await store.read(key)).toEqual(bytesOf(`of ${key}`));
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  test('that file systems would fold or forbid are kept apart and inside the folder', async () => {
    const store = openStore();
    const keys = ['a/b', 'A/b', 'a', 'a/', 'a//b', '..', '../../a', '/', '', 'nul', 'a\0', 'é', 'e\u0301', 'k'.repeat(1024), 'a.'];
    for (const key of keys) await store.write(key, bytesOf(`of ${key}`), 'image/png');
    for (const key of keys) expect(await store.read(key)).toEqual(bytesOf(`of ${key}`));
    expect(await filesBelow(join(folder, 'objects'))).toHaveLength(keys.length);
  });
});

describe('refuses a damaged file with what to do, and never gives wrong bytes or facts', () => {
  const damaged = /is corrupt\. Remove it/;

  let path: string;
  let sound: Buffer;
  beforeEach(async () => {
    await openStore().write('key', bytesOf('some bytes of a photo'), 'image/jpeg');
    [path = ''] = await filesBelow(join(folder, 'objects'));
    sound = await readFile(path);
  });

  /** The store as it is opened on what was made of its file. */
  async function spoiled(file: Buffer): Promise<FileBlobStore> {
    await writeFile(path, file);
    return openStore();
  }

  test('cut short anywhere', async () => {
    for (let cut = 0; cut < sound.length; cut += 1) {
      const store = await spoiled(sound.subarray(0, cut));
      await expect(store.read('key')).rejects.toThrow(damaged);
      await expect(store.stat('key')).rejects.toThrow(damaged);
    }
  });

  test('with a flipped bit anywhere', async () => {
    for (let at = 0; at < sound.length; at += 1) {
      const file = Buffer.from(sound);
      file[at] = (file[at] ?? 0) ^ (1 << (at % 8));
      const store = await spoiled(file);
      await expect(store.read('key')).rejects.toThrow(damaged);
    }
  });

  test('with anything behind its end, or in place of it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), async (rubbish, whole) => {
        const store = await spoiled(Buffer.concat([whole ? Buffer.alloc(0) : sound, rubbish]));
        await expect(store.read('key')).rejects.toThrow(damaged);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});
