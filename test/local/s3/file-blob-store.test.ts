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

/** Opens a store on the test's folder, like a new start of the application. */
const openStore = ({ versioned = true } = {}) =>
  new FileBlobStore({ folder: join(folder, 'objects'), incoming: join(folder, 'incoming'), versioned });

const bytesOf = (text: string) => Buffer.from(text);

/** Stores a version. @returns its id */
async function put(store: FileBlobStore, key: string, text: string) {
  const blob = await store.receive();
  await blob.append(bytesOf(text));
  const facts = await store.seal(blob, key, 'image/png');
  await store.commit(blob, facts);
  return facts;
}

describe('a stored object', () => {
  test.each([true, false])('is returned with its content type, also in a later run (versioned: %s)', async (versioned) => {
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

  test('can be written in parts', async () => {
    const store = openStore();
    const blob = await store.receive();
    for (const piece of ['one ', '', 'two ', 'three']) await blob.append(bytesOf(piece));
    await store.commit(blob, await store.seal(blob, 'key', 'image/png'));
    expect(await store.read('key')).toEqual(bytesOf('one two three'));
  });

  test('is complete after concurrent writes of the same key', async () => {
    const store = openStore({ versioned: false });
    const bodies = Array.from({ length: 20 }, (_, index) => Buffer.alloc(50_000, index));
    await Promise.all(bodies.map((body) => store.write('key', body, 'image/png')));
    const read = await store.read('key');
    expect(bodies.filter((body) => read && body.equals(read))).toHaveLength(1);
  });

  test('replaces the previous one in an unversioned store', async () => {
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

  test('have increasing sequencers, also in later runs and when the clock is set back', async () => {
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

  test('differ when many of a key are sealed at the same time', async () => {
    const store = openStore();
    const facts = await Promise.all(Array.from({ length: 30 }, (_, index) => put(store, 'key', `${index}`)));
    expect(new Set(facts.map(({ sequencer }) => sequencer)).size).toBe(30);
  });
});

describe('a missing object', () => {
  test.each([undefined, 'null', 'unknown'])('is undefined (version %s)', async (version) => {
    const store = openStore();
    await store.write('other', bytesOf('x'), 'image/png');
    expect(await store.stat('key', version)).toBeUndefined();
    expect(await store.read('key', version)).toBeUndefined();
    expect(await store.open('key', version)).toBeUndefined();
  });

  test.each(['', '.', '..', '../..', 'a/b', '\0'])(
    'is undefined for the invalid version %j of an existing key',
    async (version) => {
      const store = openStore();
      await store.write('key', bytesOf('x'), 'image/png');
      expect(await store.read('key', version)).toBeUndefined();
    },
  );

  test('can be removed without an error; an existing one is removed with all its versions', async () => {
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

  test('contains objects of earlier runs and new ones, but no removed ones', async () => {
    const earlier = openStore();
    for (const key of ['b', 'a']) await earlier.write(key, bytesOf('x'), 'image/png');
    const store = openStore();
    expect(await keysOf(store)).toEqual(['a', 'b']);
    await store.write('c', bytesOf('x'), 'image/png');
    await store.remove(['a']);
    expect(await keysOf(store)).toEqual(['b', 'c']);
  });

  test('contains every object that is written while the store reads the keys for the first time', async () => {
    const earlier = openStore();
    for (let key = 10; key < 40; key += 1) await earlier.write(`${key}`, bytesOf('x'), 'image/png');
    const store = openStore();
    const first = keysOf(store);
    await Promise.all(Array.from({ length: 30 }, (_, index) => store.write(`${index + 40}`, bytesOf('x'), 'image/png')));
    await first;
    expect(await keysOf(store)).toHaveLength(60);
  });

  test('leaves out corrupt and incomplete objects', async () => {
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

  test('works again after the folder was temporarily unreadable', async () => {
    const store = openStore();
    await writeFile(join(folder, 'objects'), 'a file instead of the folder of the objects');
    await expect(keysOf(store)).rejects.toThrow('ENOTDIR');
    await rm(join(folder, 'objects'));
    await store.write('key', bytesOf('x'), 'image/png');
    expect(await keysOf(store)).toEqual(['key']);
  });
});

describe('an incoming object', () => {
  test('does not exist before it is committed', async () => {
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
    await writeFile(join(folder, 'objects'), 'a file instead of the folder of the objects');
    await expect(store.write('key', bytesOf('x'), 'image/png')).rejects.toThrow();
    expect(await filesBelow(join(folder, 'incoming'))).toEqual([]);
  });
});

describe('keys', () => {
  test('of any length and with any characters are distinguished', async () => {
    const store = openStore();
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 1024 }), { maxLength: 5 }), async (keys) => {
        for (const key of keys) await store.write(key, bytesOf(`of ${key}`), 'image/png');
        for (const key of keys) expect(await store.read(key)).toEqual(bytesOf(`of ${key}`));
      }),
      { numRuns: 20, seed: 2 },
    );
  });

  test('that file systems do not allow or treat as equal are distinguished, and stay inside the folder', async () => {
    const store = openStore();
    const keys = ['a/b', 'A/b', 'a', 'a/', 'a//b', '..', '../../a', '/', '', 'nul', 'a\0', 'é', 'e\u0301', 'k'.repeat(1024), 'a.'];
    for (const key of keys) await store.write(key, bytesOf(`of ${key}`), 'image/png');
    for (const key of keys) expect(await store.read(key)).toEqual(bytesOf(`of ${key}`));
    expect(await filesBelow(join(folder, 'objects'))).toHaveLength(keys.length);
  });
});

describe('rejects a corrupt file with the fix, and never returns wrong bytes or metadata', () => {
  const damaged = /is corrupt\. Remove it/;

  let path: string;
  let sound: Buffer;
  beforeEach(async () => {
    await openStore().write('key', bytesOf('some bytes of a photo'), 'image/jpeg');
    [path = ''] = await filesBelow(join(folder, 'objects'));
    sound = await readFile(path);
  });

  /** The store, opened after its file was changed. */
  async function spoiled(file: Buffer): Promise<FileBlobStore> {
    await writeFile(path, file);
    return openStore();
  }

  test('truncated at any position', async () => {
    for (let cut = 0; cut < sound.length; cut += 1) {
      const store = await spoiled(sound.subarray(0, cut));
      await expect(store.read('key')).rejects.toThrow(damaged);
      await expect(store.stat('key')).rejects.toThrow(damaged);
    }
  });

  test('with a flipped bit at any position', async () => {
    for (let at = 0; at < sound.length; at += 1) {
      const file = Buffer.from(sound);
      file[at] = (file[at] ?? 0) ^ (1 << (at % 8));
      const store = await spoiled(file);
      await expect(store.read('key')).rejects.toThrow(damaged);
    }
  });

  test('with anything after its end, or in its place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.boolean(), async (rubbish, whole) => {
        const store = await spoiled(Buffer.concat([whole ? Buffer.alloc(0) : sound, rubbish]));
        await expect(store.read('key')).rejects.toThrow(damaged);
      }),
      { numRuns: 50, seed: 3 },
    );
  });
});
