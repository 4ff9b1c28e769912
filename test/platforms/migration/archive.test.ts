// Exports into a folder and imports from it, between homes in memory.
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord } from '../../../lambda/core/image';
import { seeded } from '../../../lib/testing/random';
import { ArchiveReader } from '../../../platforms/migration/archive-reader';
import { ArchiveWriter } from '../../../platforms/migration/archive-writer';
import { describeDifferences } from '../../../platforms/migration/differences';
import { planExport } from '../../../platforms/migration/export-images';
import { safeName } from '../../../platforms/migration/layout';
import { exportOptions, importOptions } from '../../../platforms/migration/options';
import { OwnerNames } from '../../../platforms/migration/owner-names';
import { filesBelow, temporaryFolder } from '../../support/local';
import { clock, exported, homeWith, imported, kindsOf, moved, verified } from './archives';
import { contentOf, hostileOwners, testImage, testImages } from './images';
import { MemoryHome } from './memory-home';

describe('an archive', () => {
  it('has a file that was damaged or lost again after another export', async () => {
    const { source, folder } = await moved();
    const [first = '', second = ''] = (await filesBelow(join(folder, 'files'))).filter((path) => path.includes('.webp'));
    rmSync(first);
    truncateSync(second, 1);
    await exported(source, folder);
    expect((await verified(folder)).differences).toEqual([]);
  });

  it('has the image as it is after it changed during the export', async () => {
    const [source, folder] = [homeWith(1, 3), await temporaryFolder()];
    const [before] = source.table.values();
    let changes = 0;
    source.before = (call) => {
      if (call !== 'open' || changes > 0 || before?.status !== 'READY') return;
      changes += 1;
      // Its sizes are made again: the files first, then the record.
      const sizes = Object.entries(before.sizes).map(([name, size]) => {
        source.renditions.put(size.key, Buffer.from(`other ${name}`), { contentType: 'image/webp' });
        return [name, { ...size, bytes: `other ${name}`.length }];
      });
      source.table.set([...source.table.keys()][0] ?? '', {
        ...before,
        updatedAt: '2026-11-22T12:00:09.000Z',
        sizes: Object.fromEntries(sizes),
      });
    };
    await exported(source, folder);
    const archive = await ArchiveReader.open(folder);
    for await (const { record, files } of archive.images()) {
      expect(record.updatedAt).toBe('2026-11-22T12:00:09.000Z');
      expect(files.map(({ name, bytes }) => [name, bytes])).toEqual(expect.arrayContaining([['thumbnail', 15]]));
    }
    expect(changes).toBe(1);
  });

  it('does not have an image that is removed during the export', async () => {
    const [source, folder] = [homeWith(1, 3), await temporaryFolder()];
    source.before = (call) => {
      if (call !== 'open') return;
      source.table.clear();
      source.originals.versions.clear();
    };
    const { manifest, missing } = await exported(source, folder);
    expect([manifest.counts.images, missing]).toEqual([0, []]);
  });

  it('reports a file that the source does not have, and keeps the record', async () => {
    const [source, folder] = [homeWith(1, 3), await temporaryFolder()];
    const [key = ''] = source.renditions.versions.keys();
    source.renditions.versions.delete(key);
    const { manifest, missing } = await exported(source, folder);
    expect(missing).toEqual([key]);
    expect(manifest.counts).toMatchObject({ images: 1, files: 3 });
    // Not forgotten by the next export.
    expect((await exported(source, folder)).missing).toEqual([key]);
  });

  it('does not have a record whose upload never came and that the source is about to remove', async () => {
    const [source, folder] = [new MemoryHome(), await temporaryFolder()];
    source.add([testImage(seeded(1), 'alice', new Date(clock.now().getTime() - 8 * 24 * 60 * 60 * 1000), 'forgotten')]);
    expect((await exported(source, folder)).manifest.counts.images).toBe(0);
  });

  it('refuses a folder with other files, and one that is in use', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'thesis.docx'), '');
    await expect(ArchiveWriter.open(folder)).rejects.toThrow('contains other files (thesis.docx)');
    const used = await temporaryFolder();
    const archive = await ArchiveWriter.open(used);
    await expect(ArchiveWriter.open(used)).rejects.toThrow('Another export or import uses');
    await archive.close();
  });

  it('is planned without being changed', async () => {
    const { source, folder } = await moved();
    const archive = await ArchiveWriter.open(folder);
    source.add(testImages(seeded(4), 1, clock.now()));
    expect(await planExport({ source, archive, atOnce: 4, clock })).toMatchObject({ records: 2, files: 4 });
    await archive.close();
    expect((await verified(folder)).differences).toEqual([]);
  });
});

describe('a corrupt archive', () => {
  const damage: Record<string, [(folder: string) => void, RegExp]> = {
    'no manifest': [(folder) => rmSync(join(folder, 'manifest.json')), /has no manifest.json/],
    'a manifest that is not JSON': [(folder) => writeFileSync(join(folder, 'manifest.json'), '{'), /is corrupt/],
    'another manifest': [(folder) => writeFileSync(join(folder, 'manifest.json'), '{"format":"zip"}'), /is not the manifest/],
    'a changed manifest': [
      (folder) => edit(folder, 'manifest.json', (text) => text.replace('"images": 1', '"images": 2')),
      /manifest.json was changed/,
    ],
    'a manifest of a later release': [
      (folder) => edit(folder, 'manifest.json', (text) => text.replace('"formatVersion": 1', '"formatVersion": 2')),
      /has the format 2/,
    ],
    'no index': [(folder) => rmSync(join(folder, 'images.jsonl')), /images.jsonl is missing/],
    'a changed record': [
      (folder) => edit(folder, 'images.jsonl', (text) => text.replace('"attempt":1', '"attempt":2')),
      /images.jsonl was changed/,
    ],
    'a line that is not JSON': [
      (folder) => edit(folder, 'images.jsonl', (text) => text.replace('{', '[')),
      /line 1, is not the line of an image \(no JSON\)/,
    ],
    'a truncated line': [
      (folder) => edit(folder, 'images.jsonl', (text) => text.slice(0, -10)),
      /line 1, is not the line of an image/,
    ],
    'a line without its end': [(folder) => edit(folder, 'images.jsonl', (text) => text.slice(0, -1)), /ends within line 1/],
    'a missing line': [(folder) => edit(folder, 'images.jsonl', () => ''), /has 0 images instead of 1/],
    'a repeated line': [(folder) => edit(folder, 'images.jsonl', (text) => text + text), /has 2 images instead of 1/],
  };
  const edit = (folder: string, name: string, change: (text: string) => string) =>
    writeFileSync(join(folder, name), change(readFileSync(join(folder, name), 'utf8')));

  it.each(Object.keys(damage))('with %s is rejected before anything is written', async (kind) => {
    const { folder } = await moved();
    const [apply, message] = damage[kind] as [(folder: string) => void, RegExp];
    apply(folder);
    const home = new MemoryHome();
    await expect(imported(folder, home)).rejects.toThrow(message);
    expect(home.calls).toEqual([]);
  });

  const files: Record<string, [(path: string) => void, RegExp]> = {
    'a changed byte': [
      (path) =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, at) => (at === 0 ? byte ^ 1 : byte)),
        ),
      /is corrupt: its SHA-256/,
    ],
    'a truncated file': [(path) => truncateSync(path, 0), /has 0 bytes instead of/],
    'a missing file': [(path) => rmSync(path), /is missing/],
    'a folder instead of a file': [
      (path) => {
        renameSync(path, `${path}.old`);
        return void mkdir(path);
      },
      /is missing/,
    ],
  };
  it.each(Object.keys(files))('with %s is detected, and the image is not imported', async (kind) => {
    const { folder } = await moved();
    rmSync(join(folder, 'imports'), { recursive: true });
    const [path = ''] = await filesBelow(join(folder, 'files')).then((paths) =>
      paths.filter((each) => each.endsWith('medium.webp')),
    );
    const [apply, message] = files[kind] as [(path: string) => void, RegExp];
    apply(path);
    const home = new MemoryHome();
    const { differences } = await imported(folder, home);
    expect(differences).toMatchObject([{ kind: 'archive', what: expect.stringMatching(message) }]);
    expect(home.table.size + home.reserved.size).toBe(0);
    expect(kindsOf(await verified(folder))).toEqual(['archive']);
  });

  it.each([
    ['an owner that the application reserves', '"owner":"alice"', '"owner":"QUOTA#alice"'],
    ['an id that is a path', /"id":"[^"]+"/, '"id":"../../x"'],
    ['a content type that is a path', '"contentType":"image/jpeg"', '"contentType":"image/../../x"'],
    ['a file that its record does not have', '"name":"original"', '"name":"huge"'],
    ['a file name that is a path', '"name":"original"', '"name":"../../x"'],
  ])('with %s is rejected, whatever its checksums say', async (_kind, from, to) => {
    const { folder } = await moved();
    // An index with its own checksum: an attacker can write one.
    const index = readFileSync(join(folder, 'images.jsonl'), 'utf8').replace(from, to);
    writeFileSync(join(folder, 'images.jsonl'), index);
    const { checksum, ...manifest } = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8'));
    manifest.sha256['images.jsonl'] = createHash('sha256').update(index).digest('hex');
    const own = createHash('sha256').update(JSON.stringify(manifest)).digest('hex');
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, checksum: own }));
    const home = new MemoryHome();
    await expect(imported(folder, home)).rejects.toThrow(/^line 1 (is not the line of an image|has the file)/);
    expect(home.calls).toEqual([]);
  });
});

describe('an import', () => {
  it('reserves a record with an outcome before its files, and writes it after them', async () => {
    const { folder } = await moved();
    rmSync(join(folder, 'imports'), { recursive: true });
    const home = new MemoryHome();
    await imported(folder, home);
    expect(home.calls.filter((call) => /reserve|put|write/.test(call))).toEqual(['reserve', 'put', 'put', 'put', 'put', 'write']);
  });

  it('writes a record that waits for its upload before the file', async () => {
    const [source, home, folder] = [new MemoryHome(), new MemoryHome(), await temporaryFolder()];
    source.add([testImage(seeded(1), 'alice', clock.now(), 'assigned')]);
    await exported(source, folder);
    await imported(folder, home);
    expect(home.calls.filter((call) => /reserve|put|write/.test(call))).toEqual(['write', 'put']);
    expect([...home.table.values()]).toMatchObject([{ status: 'PENDING' }]);
    expect([...home.table.values()][0]).not.toHaveProperty('upload');
  });

  it('replaces what an earlier import wrote, when the source changed it', async () => {
    const { source, home, folder, key, change } = await moved();
    change(source, { updatedAt: '2026-11-22T13:00:00.000Z', name: 'new name' });
    await exported(source, folder);
    expect((await imported(folder, home)).counts).toMatchObject({ written: 1 });
    expect(home.table.get(key)?.name).toBe('new name');
    expect(await contentOf(home)).toEqual(await contentOf(source));
  });

  it('removes what an earlier import wrote, when the source removed it', async () => {
    const { source, home, folder } = await moved();
    source.table.clear();
    await exported(source, folder);
    expect((await imported(folder, home)).counts).toMatchObject({ removed: 1 });
    expect(home.table.size).toBe(0);
    expect((await imported(folder, home)).counts).toMatchObject({ removed: 0 });
  });

  it('keeps a record that the home has changed since', async () => {
    const { home, folder, key, change } = await moved();
    change(home, { updatedAt: '2026-11-22T13:00:00.000Z', name: 'own' });
    rmSync(join(folder, 'imports'), { recursive: true });
    expect(await imported(folder, home)).toMatchObject({ counts: { written: 0, newer: 1 }, differences: [] });
    expect(home.table.get(key)?.name).toBe('own');
    expect(await verified(folder, home)).toMatchObject({ counts: { newer: 1 }, differences: [] });
  });

  it('reports a record that both have changed, and changes nothing', async () => {
    const { source, home, folder, key, change } = await moved();
    change(source, { updatedAt: '2026-11-22T13:00:00.000Z', name: 'theirs' });
    change(home, { updatedAt: '2026-11-22T12:30:00.000Z', name: 'own' });
    await exported(source, folder);
    expect(kindsOf(await imported(folder, home))).toEqual(['conflict']);
    expect(home.table.get(key)?.name).toBe('own');
  });

  it('reports a record of the home that is older and of unknown origin', async () => {
    const { home, folder, change } = await moved();
    rmSync(join(folder, 'imports'), { recursive: true });
    change(home, { name: 'own' });
    expect(kindsOf(await imported(folder, home))).toEqual(['conflict']);
  });

  it('reports a record that the source removed and the home has changed', async () => {
    const { source, home, folder, change } = await moved();
    source.table.clear();
    change(home, { name: 'own' });
    await exported(source, folder);
    expect(kindsOf(await imported(folder, home))).toEqual(['removed-in-source']);
    expect(home.table.size).toBe(1);
  });

  it('does not restore what was removed in the home', async () => {
    const { source, home, folder, change } = await moved();
    home.table.clear();
    change(source, { updatedAt: '2026-11-22T13:00:00.000Z' });
    await exported(source, folder);
    expect(kindsOf(await imported(folder, home))).toEqual(['removed-in-home']);
    expect(home.table.size).toBe(0);
  });
});

describe('an import with other names of the owners', () => {
  const namesIn = async (content: unknown) => {
    const file = join(await temporaryFolder(), 'owners.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return OwnerNames.read(file);
  };

  it('writes records and files under the new names', async () => {
    const [source, home, folder] = [homeWith(12), new MemoryHome(), await temporaryFolder()];
    await exported(source, folder);
    // Two of them swap their names.
    const names = {
      ...Object.fromEntries(hostileOwners.map((owner) => [owner, `new ${owner}`])),
      alice: "o'neil",
      "o'neil": 'alice',
    };
    const owners = await namesIn(names);
    expect((await imported(folder, home, owners)).differences).toEqual([]);
    expect((await verified(folder, home, true, owners)).counts.records).toBe(12);
    const renamed = Object.entries(await contentOf(source)).map(([key, image]) => {
      const { owner, id } = image as { owner: keyof typeof names; id: string };
      return [key.replace(owner, names[owner]), { ...(image as object), owner: names[owner], id }];
    });
    expect(await contentOf(home)).toEqual(Object.fromEntries(renamed));
    expect(kindsOf(await verified(folder, home))).toContain('record-missing');
  });

  it('writes nothing when an owner has no name', async () => {
    const { folder } = await moved();
    const home = new MemoryHome();
    await expect(imported(folder, home, await namesIn({ bob: 'b' }))).rejects.toThrow('does not name the owner "alice"');
    expect(home.calls).toEqual([]);
  });

  it.each([
    ['is not JSON', '{', /has no owners/],
    ['is a list', [], /has no owners/],
    ['has an empty name', { alice: '' }, /an unusable name for "alice"/],
    ['has a number', { alice: 1 }, /an unusable name for "alice"/],
    ['has a reserved name', { alice: 'QUOTA#x' }, /an unusable name for "alice"/],
    ['joins two owners', { alice: 'x', bob: 'x' }, /two owners the same name/],
  ])('rejects a file that %s', async (_what, content, message) => {
    await expect(namesIn(content)).rejects.toThrow(message);
  });

  it('rejects a file that does not exist', async () => {
    await expect(OwnerNames.read('/absent.json')).rejects.toThrow('cannot be read: ENOENT');
  });
});

describe('a verification', () => {
  const cases: Record<string, [(home: MemoryHome, key: string) => void, string]> = {
    'a missing record': [(home) => home.table.clear(), 'record-missing'],
    'an older record that differs': [
      (home, key) => home.table.set(key, { ...home.table.get(key), name: 'other' } as ImageRecord),
      'record-differs',
    ],
    'a missing file': [(home) => home.originals.versions.clear(), 'file-missing'],
    'other bytes of the same length': [
      (home) => rewrite(home, ({ body, ...rest }) => ({ ...rest, body: Buffer.alloc(body.length) })),
      'file-differs',
    ],
    'another length': [
      (home) => rewrite(home, ({ body: _body, ...rest }) => ({ ...rest, body: Buffer.alloc(1000) })),
      'file-differs',
    ],
    'another content type': [(home) => rewrite(home, (version) => ({ ...version, headers: {} })), 'headers-differ'],
  };
  type Version = { version: string; body: Buffer; headers: object };
  const rewrite = ({ originals }: MemoryHome, change: (version: Version) => Version) => {
    for (const [key, versions] of originals.versions) originals.versions.set(key, versions.map(change));
  };

  it.each(Object.keys(cases))('detects %s', async (kind) => {
    const { home, folder, key } = await moved();
    const [apply, expected] = cases[kind] as [(home: MemoryHome, key: string) => void, string];
    apply(home, key);
    expect(kindsOf(await verified(folder, home))).toEqual([expected]);
  });

  it('lists the differences by what to do', () => {
    const of = (kind: 'file-missing' | 'conflict', id: number) => ({ kind, owner: 'alice', id: String(id), what: 'medium' });
    const lines = describeDifferences([of('conflict', 0), ...Array.from({ length: 25 }, (_, id) => of('file-missing', id))]);
    expect(lines[0]).toMatch(/^1 × conflict: .*It was not changed/);
    expect(lines).toContainEqual(expect.stringMatching(/^25 × file-missing: .*Import again/));
    expect(lines.at(-1)).toBe('  and 5 more');
  });
});

describe('names in an archive', () => {
  it('differ for different words, also where upper and lower case are the same', () => {
    const words = [...hostileOwners, 'ALICE', 'alice~', `alice~${'0'.repeat(32)}`, 'x'.repeat(600), 'x'.repeat(601), '', '\ud800'];
    const safe = words.map(safeName);
    expect(new Set(safe.map((name) => name.toLowerCase())).size).toBe(words.length);
    expect(safe.filter((name) => !/^[a-z\d~_-]{1,80}$/.test(name))).toEqual([]);
  });
});

describe('the options', () => {
  it.each([
    [['--to', 'x'], 'Name what to export'],
    [['--home'], 'Name the folder of the archive: --to DIR.'],
    [['--home', '--stack', '--to', 'x'], 'exclude each other'],
    [['--home', '--to', 'x', '--at-once', '0'], 'Invalid value "0" for --at-once'],
    [['--home', '--too', 'x'], 'Did you mean --to?'],
  ])('of an export %j are rejected', (args, message) => {
    expect(() => exportOptions(args)).toThrow(message);
  });

  it.each([
    [['--from', 'x'], 'Name where to import'],
    [['--verify'], 'Name the folder of the archive: --from DIR.'],
    [['--home', '--stack=a', '--from', 'x'], 'exclude each other'],
  ])('of an import %j are rejected', (args, message) => {
    expect(() => importOptions(args)).toThrow(message);
  });

  it('have defaults', () => {
    expect(exportOptions(['--stack', 'App-test', '--to', 'x'])).toEqual({
      source: { stack: 'App-test' },
      to: 'x',
      atOnce: 16,
      yes: false,
    });
    expect(importOptions(['--verify', '--from', 'x'])).toMatchObject({ home: undefined, verify: true, readAll: false });
  });
});
