import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Level } from 'level';
import { seeded } from '../../lib/testing/random';
import { checkDatabase } from '../../local/dynamodb/database-check';
import { Command, filesBelow, startLocal, temporaryFolder } from '../../test/support/local';
import { crashSettings } from './seed';

jest.setTimeout(30_000);

const { seed } = crashSettings();

let folder: string;

beforeAll(async () => {
  folder = join(await temporaryFolder(), 'database');
  const random = seeded(seed);
  // Tables of many blocks, compressed and not; then a log of many blocks.
  for (let run = 0; run < 3; run += 1) {
    const level = new Level(folder);
    for (let index = 0; index < 400; index += 1) {
      const value = index % 2 ? `${index} `.repeat(60) : Array.from({ length: 60 }, () => random().toString(36)).join('');
      await level.put(`${run} ${index}`, value);
    }
    await level.close();
  }
});

test('reports no fault in a sound database, or in one that does not exist', async () => {
  expect((await filesBelow(folder)).filter((file) => file.endsWith('.ldb'))).toHaveLength(2);
  expect(await checkDatabase(folder)).toEqual([]);
  expect(await checkDatabase(join(folder, 'none'))).toEqual([]);
});

test('finds any flipped bit in a table, a log or the manifest, and names the file', async () => {
  const random = seeded(seed);
  const files = (await filesBelow(folder)).filter((file) => /\.(ldb|log)$|MANIFEST/.test(file));
  for (const file of files) {
    const sound = await readFile(file);
    // At every position in the end of the file, which locates everything else, and at random positions before.
    const ends = Array.from({ length: 48 }, (_, index) => sound.length - 1 - index);
    for (const at of [...ends, ...Array.from({ length: 30 }, () => Math.floor(random() * sound.length))]) {
      const spoiled = Buffer.from(sound);
      spoiled[at] = (spoiled[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      await writeFile(file, spoiled);
      const found = await checkDatabase(folder).then(String, String);
      expect({ at, found }).toEqual({ at, found: expect.stringContaining(basename(file)) });
    }
    await writeFile(file, sound);
  }
});

test('an application whose lock was removed still prevents others from opening its database', async () => {
  const first = await startLocal();
  // In another process, which finds no lock: this process remembers its locks.
  await rm(join(first.dataDir, 'lock.json'));
  await rm(join(first.dataDir, 'lock'), { recursive: true });
  const second = Command.start(first.dataDir);
  expect(await second.ended).toBe(1);
  expect(second.errors).toMatch(/^The database in \S+ is used by another process\. Stop/);
  expect((await first.alice.fetch(`${first.url}/images`)).status).toBe(200);
  await first.close();
});
