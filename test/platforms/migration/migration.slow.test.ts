// From a stage to the home without AWS and back, by the commands, on servers like those of both.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageRecord, ReadyImage, Renditions } from '../../../lambda/core/image';
import { fault } from '../../../lambda/core/rejection';
import { seeded } from '../../../lib/testing/random';
import { Command, temporaryFolder } from '../../support/local';
import { contentOf, testImage, testImages } from './images';
import { describeMigration, startExport, startImport, succeeds } from './servers';

jest.setTimeout(300_000);

describeMigration('a migration from AWS', (servers) => {
  it('moves every image to PostgreSQL and another store, and back, unchanged', async () => {
    const [first, home, second] = [await servers().stage('first'), await servers().home('home'), await servers().stage('second')];
    await first.add(testImages(seeded(1), 120, new Date()));
    const [there, back] = [await temporaryFolder(), await temporaryFolder()];

    await succeeds(startExport(first, there));
    const imported = await succeeds(startImport(home, there));
    expect(imported).toMatch(/Verified 120 of 120 records/);
    expect(await contentOf(home)).toEqual(await contentOf(first));
    expect((await home.pool.query('SELECT 1 FROM image_changes')).rowCount).toBe(0);

    await succeeds(startExport(home, back));
    await succeeds(startImport(second, back));
    expect(await contentOf(second)).toEqual(await contentOf(first));
    const sums = (folder: string) => readFile(join(folder, 'SHA256SUMS'), 'utf8');
    const files = (text: string) => text.split('\n').filter((line) => line.includes('files/'));
    expect(files(await sums(back))).toEqual(files(await sums(there)));
  });

  it('moves what changed since with a second export and import, and reports what both homes changed', async () => {
    const [stage, home] = [await servers().stage('delta'), await servers().home('delta-home')];
    const images = testImages(seeded(3), 36, new Date(), ['alice', 'Alice']);
    await stage.add(images);
    const folder = await temporaryFolder();
    await succeeds(startExport(stage, folder));
    await succeeds(startImport(home, folder));

    const ready = images.filter(({ record }) => record.status === 'READY').map(({ record }) => record);
    const waiting = images.find(({ record, files }) => record.status === 'PENDING' && !files.original)?.record as ImageRecord;
    const [removed, kept, both] = ready as [ReadyImage, ReadyImage, ReadyImage];
    await stage.images.remove(removed);
    const later = new Date(Date.now() + 60_000);
    await stage.images.settle(
      waiting,
      { version: 'none' },
      { status: 'FAILED', rejection: fault, processing: kept.processing },
      later,
    );
    const resized = (await stage.images.find(both.owner, both.id)) as ReadyImage;
    await stage.images.replaceSizes(both, resized.upload, { ...resized, sizes: resized.sizes as Renditions['sizes'] }, later);
    const there = (await home.records.find(both)) as ImageRecord;
    await home.records.write({ ...there, name: 'changed in the home', updatedAt: later.toISOString() }, there);
    await stage.add(testImages(seeded(4), 3, later));

    const again = startExport(stage, folder);
    expect(await again.ended).toBe(1);
    expect(again.stderr).toMatch(/1 files are missing .*uploads\//s);
    const conflicting = startImport(home, folder);
    expect(await conflicting.ended).toBe(1);
    expect(conflicting.stderr).toMatch(/^1 × conflict: .*It was not changed/m);
    expect(conflicting.stdout).toMatch(/Wrote 4 images .*1 were removed, like in the source/);
    expect(await home.records.find(removed)).toBeUndefined();
    expect((await home.records.find(both))?.name).toBe('changed in the home');
    expect(await home.records.find(waiting)).toMatchObject({ status: 'FAILED' });
    // Only the removal is announced, by the home itself.
    const { rows } = await home.pool.query<{ id: string }>('SELECT id FROM image_changes');
    expect(rows).toEqual([{ id: removed.id }]);
  });

  it('reads every page of both databases', async () => {
    const [stage, home, folder] = [await servers().stage('pages'), await servers().home('pages-home'), await temporaryFolder()];
    const images = testImages(seeded(8), 1300, new Date(), ['alice', 'bob']).map(({ record }) => ({
      ...testImage(seeded(Number.parseInt(record.id.slice(-6), 16)), record.owner, new Date(record.createdAt), 'forgotten').record,
      name: 'x'.repeat(1000),
    }));
    for (const record of images) await stage.records.write(record, undefined);
    expect(await succeeds(startExport(stage, folder))).toContain('has 1,300 images');
    expect(await succeeds(startImport(home, folder))).toContain('Verified 1,300 of 1,300 records');
    expect(await succeeds(startExport(home, await temporaryFolder()))).toContain('has 1,300 images');
  });

  it('compares without writing, and reads every file where it is asked to', async () => {
    const [stage, home] = [await servers().stage('compared'), await servers().home('compared-home')];
    await stage.add(testImages(seeded(6), 12, new Date()));
    const folder = await temporaryFolder();
    await succeeds(startExport(stage, folder));
    expect(await succeeds(startImport(stage, folder, '--verify'))).toMatch(/Verified 12 of 12 records/);
    const absent = startImport(home, folder, '--verify');
    expect(await absent.ended).toBe(1);
    expect(absent.stderr).toMatch(/Cannot use the records in the database .*DATABASE_URL/);
    await succeeds(startImport(home, folder));
    const all = await succeeds(startImport(home, folder, '--verify', '--read-all'));
    expect(all).toMatch(/0 files by the SHA-256 that the store keeps, \d\d by reading them/);
    const [record] = (await home.pool.query<{ record: string }>('SELECT record FROM images')).rows.map((row) =>
      JSON.parse(row.record),
    );
    await home.pool.query('DELETE FROM images WHERE id = $1', [record.id]);
    const differing = startImport(home, folder, '--verify');
    expect(await differing.ended).toBe(1);
    expect(differing.stderr).toMatch(/^1 × record-missing: .*\n {2}".*" [\da-f-]{36}/m);
  });

  it('says what is wrong, and how to fix it, in one line', async () => {
    const [stage, home] = [await servers().stage('wrong'), await servers().home('wrong-home')];
    const folder = await temporaryFolder();
    const fails = async (command: Command) => {
      expect(await command.ended).not.toBe(0);
      return command.errors;
    };
    expect(await fails(startExport({ ...stage, args: ['--stack', 'Absent'] }, folder))).toMatch(
      /^The stack "Absent" does not exist/,
    );
    const unconfirmed = Command.run('../platforms/migration/export.ts', ['--stack', 'wrong', '--to', folder], stage.environment);
    expect(await fails(unconfirmed)).toMatch(/^Read 0 records and fetch 0 files .*USD.* Add --yes to go on without asking\.$/);
    const withoutTable = { ...home, environment: { ...home.environment, DATABASE_URL: '' } };
    expect(await fails(startExport(withoutTable, folder))).toMatch(/^DATABASE_URL must be set/);
    const withoutBucket = { ...home, environment: { ...home.environment, ORIGINALS_BUCKET: 'absent' } };
    await succeeds(startExport(stage, folder));
    await succeeds(startImport(home, folder));
    expect(await fails(startExport(withoutBucket, await temporaryFolder()))).toMatch(
      /^Cannot use the bucket absent of http.* Check the STORE_/,
    );
    const unreachable = { ...home, environment: { ...home.environment, DATABASE_URL: 'postgres://127.0.0.1:1/x' } };
    expect(await fails(startImport(unreachable, await temporaryFolder()))).toMatch(/has no manifest\.json/);
    expect(await fails(startExport(unreachable, folder))).toMatch(
      /^Cannot use the records in the database 127\.0\.0\.1:1\/x \(.*ECONNREFUSED/,
    );
  });
});
