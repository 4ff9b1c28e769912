// Exports and imports of many images, stopped at every call, between homes in memory.
import { readdirSync, readFileSync, truncateSync } from 'node:fs';
import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { seeded } from '../../../lib/testing/random';
import { filesBelow, temporaryFolder } from '../../support/local';
import { clock, exported, homeWith, imported, sumsOf, verified } from './archives';
import { contentOf, hostileOwners, testImage } from './images';
import { MemoryHome } from './memory-home';

describe('an archive', () => {
  it('has every record and file, also of hostile names, and is readable by other programs', async () => {
    const [source, folder] = [homeWith(150), await temporaryFolder()];
    const { manifest, missing } = await exported(source, folder);
    expect(missing).toEqual([]);
    expect(manifest.counts).toMatchObject({ images: 150, byStatus: { READY: expect.any(Number), PENDING: expect.any(Number) } });

    const lines = readFileSync(join(folder, 'images.jsonl'), 'utf8').trim().split('\n');
    expect(lines.map((line) => JSON.parse(line).record.owner)).toEqual(expect.arrayContaining(hostileOwners));
    const paths = sumsOf(folder)
      .trim()
      .split('\n')
      .map((line) => line.split('  ')[1] ?? '');
    expect(paths.filter((path) => !/^(files\/[a-z\d~_-]+\/[a-z\d-]+\/[a-z]+\.[a-z]+|images\.jsonl)$/.test(path))).toEqual([]);
    expect(paths).toEqual(expect.arrayContaining([expect.stringMatching(/^files\/alice\/[\da-f-]{36}\/thumbnail\.webp$/)]));
    expect((await verified(folder)).differences).toEqual([]);
  });

  it('is the same again, without a request for a file that is unchanged', async () => {
    const [source, folder] = [homeWith(60), await temporaryFolder()];
    await exported(source, folder);
    const sums = sumsOf(folder);
    const settled = [...source.table.values()].filter(({ status, upload }) => status !== 'PENDING' && upload).length;
    source.calls.length = 0;
    await exported(source, folder);
    expect(sumsOf(folder)).toBe(sums);
    // Only a record that still accepts an upload is looked after again.
    const waiting = [...source.table.values()].filter(({ status, upload }) => status === 'PENDING' || !upload).length;
    expect(settled).toBeGreaterThan(waiting);
    expect(source.calls.filter((call) => call === 'open')).toHaveLength(waiting);
  });

  it('has what changed in the source, and not what was removed there', async () => {
    const [source, folder] = [homeWith(40), await temporaryFolder()];
    await exported(source, folder);
    const [removed = '', changed = ''] = [...source.table].flatMap(([key, { status }]) => (status === 'READY' ? [key] : []));
    const gone = source.table.get(removed);
    source.table.delete(removed);
    const replaced = { ...testImage(seeded(2), source.table.get(changed)?.owner ?? '', clock.now()) };
    source.table.delete(changed);
    source.add([replaced]);

    const fresh = await temporaryFolder();
    await exported(source, folder);
    await exported(source, fresh);
    expect(sumsOf(folder)).toBe(sumsOf(fresh));
    const below = async (path: string) => (await filesBelow(join(path, 'files'))).map((file) => file.slice(path.length)).sort();
    expect(await below(folder)).toEqual(await below(fresh));
    expect(readFileSync(join(folder, 'images.jsonl'), 'utf8')).not.toContain(gone?.id);
  });

  it('is the same after it was stopped at every call', async () => {
    const fresh = await temporaryFolder();
    const source = homeWith(24);
    await exported(source, fresh);
    const calls = source.calls.length;
    const folder = await temporaryFolder();
    let stops = 0;
    for (let at = 1; ; at += 1) {
      let left = at;
      source.before = () => {
        left -= 1;
        if (left < 0) throw new Error('stopped');
      };
      const done = await exported(source, folder).then(
        () => true,
        () => false,
      );
      if (done) break;
      stops += 1;
      expect(() => readFileSync(join(folder, 'manifest.json'))).toThrow('ENOENT');
    }
    // Each run continues, so that fewer are needed than there are calls.
    expect(stops).toBeGreaterThan(3);
    expect(stops).toBeLessThan(calls);
    expect(sumsOf(folder)).toBe(sumsOf(fresh));
    expect((await verified(folder)).differences).toEqual([]);
  });

  it('continues after a line of the progress that is not whole, and ignores foreign lines', async () => {
    const [source, folder] = [homeWith(12), await temporaryFolder()];
    let opened = 0;
    source.before = (call) => {
      if (call === 'open') opened += 1;
      if (opened > 8) throw new Error('stopped');
    };
    await expect(exported(source, folder)).rejects.toThrow('stopped');
    const progress = join(folder, 'progress.jsonl');
    truncateSync(progress, readFileSync(progress).length - 5);
    await appendFile(progress, '\n\u0000\u0000\n{"no":"image"}\n{');
    await writeFile(join(folder, 'unfinished/99'), 'rest');
    source.before = () => undefined;
    const fresh = await temporaryFolder();
    await exported(source, folder);
    await exported(source, fresh);
    expect(sumsOf(folder)).toBe(sumsOf(fresh));
    expect(readdirSync(folder).sort()).toEqual(['SHA256SUMS', 'files', 'images.jsonl', 'lock', 'manifest.json']);
  });
});

describe('an import', () => {
  it.each([true, false])('writes every image, whether the store keeps checksums: %p', async (keepsChecksums) => {
    const [source, home, folder] = [homeWith(150), new MemoryHome(keepsChecksums), await temporaryFolder()];
    await exported(source, folder);
    const { counts, differences } = await imported(folder, home);
    expect([counts.written, differences]).toEqual([150, []]);
    expect(await contentOf(home)).toEqual(await contentOf(source));
    expect(home.counts.get('alice')).toBe([...home.table.values()].filter(({ owner }) => owner === 'alice').length); // part: quotas
    const { counts: found } = await verified(folder, home);
    const files = readFileSync(join(folder, 'SHA256SUMS'), 'utf8').split('files/').length - 1;
    expect(found).toMatchObject(keepsChecksums ? { byStore: files, read: 0 } : { byStore: 0, read: files });
    expect((await verified(folder, home, true)).counts).toMatchObject({ records: 150, byStore: 0, read: files });
  });

  it('writes nothing a second time', async () => {
    const [source, home, folder] = [homeWith(30), new MemoryHome(), await temporaryFolder()];
    await exported(source, folder);
    await imported(folder, home);
    home.calls.length = 0;
    expect((await imported(folder, home)).counts).toMatchObject({ written: 0, same: 30 });
    expect(home.calls.filter((call) => call !== 'raiseCount')).toEqual([]);
  });

  it('finds that a home has the same images, without the memory of an earlier import', async () => {
    const [source, folder] = [homeWith(30), await temporaryFolder()];
    await exported(source, folder);
    const before = structuredClone([...source.originals.versions]);
    expect((await imported(folder, source)).counts).toMatchObject({ written: 0, same: 30 });
    expect([...source.originals.versions]).toEqual(before);
  });

  it('has the same result after it was stopped at every call, and leaves no file twice', async () => {
    const [source, folder] = [homeWith(24), await temporaryFolder()];
    await exported(source, folder);
    const home = new MemoryHome();
    let stops = 0;
    for (let at = 1; ; at += 1) {
      let left = at;
      home.before = () => {
        left -= 1;
        if (left < 0) throw new Error('stopped');
      };
      const done = await imported(folder, home).then(
        () => true,
        () => false,
      );
      if (done) break;
      stops += 1;
    }
    home.before = () => undefined;
    expect(stops).toBeGreaterThan(3);
    expect(await contentOf(home)).toEqual(await contentOf(source));
    expect([...home.originals.versions.values(), ...home.renditions.versions.values()].filter(({ length }) => length > 1)).toEqual(
      [],
    );
    expect((await verified(folder, home)).differences).toEqual([]);
  });
});
