import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { StoredBlob } from '../../lambda/adapters/local/blob-file';
import { parseUploadKey, renditionKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../images/photo';
import { imageIn, pageIn } from '../support/json';
import { Command, filesBelow, temporaryFolder, until } from '../support/local';
import { seeded } from '../support/random';
import { crashSettings, report } from './seed';
import { type Attempt, Uploader } from './uploader';

const { seed, rounds } = crashSettings({ rounds: 1 });
const leastInWork = 8;

jest.setTimeout(60_000 + rounds * 20_000);

const widths = [300, 700, 1200, 1600, 2400];

test(`of all uploads that were answered none is lost, doubled or left in pieces after kills (${rounds}, seed ${seed})`, async () => {
  const random = seeded(seed);
  const among = <T>(choices: readonly T[]) => choices[Math.floor(random() * choices.length)] as T;
  const photos = await Promise.all(widths.map((width) => photo({ width, height: Math.round(width * 0.7) })));
  const dataDir = await temporaryFolder();
  const attempts: Attempt[] = [];
  const inWork: number[] = [];

  for (let round = 0; round < rounds; round += 1) {
    const command = Command.start(dataDir);
    const uploader = new Uploader(await command.ready());
    const wanted = leastInWork + Math.floor(random() * 10);
    await until(async () => {
      await sleep(random() * 300);
      await Promise.all(Array.from({ length: 4 }, () => uploader.begin(among(photos), among([0, 0, 5, 40]))));
      await uploader.look();
      return uploader.inWork >= wanted;
    });
    // A moment later some more are finished; enough are left, or more come.
    await sleep(random() * 120);
    for (await uploader.look(); uploader.inWork < leastInWork; ) await uploader.begin(among(photos), 40);
    inWork.push(uploader.inWork);
    await command.kill();
    await uploader.ended();
    attempts.push(...uploader.attempts);
    expect(command.complaints).not.toMatch(/Uncaught|Unhandled| {4}at /);
  }

  const command = Command.start(dataDir);
  const url = await command.ready();
  const finished = attempts.filter(({ state }) => state === 'FINISHED');
  await until(async () => (await filesBelow(join(dataDir, 'queue'))).length === 0, 60_000);

  // Every answered upload is READY, every other READY or as if nobody had begun it.
  const ready: string[] = [];
  for (const { id, state, ready: seen } of attempts) {
    const image = await imageIn(fetch(`${url}/images/${id}`));
    if (state === 'FINISHED' || seen) expect({ id, status: image.status }).toEqual({ id, status: 'READY' });
    else expect(['READY', 'PENDING']).toContain(image.status);
    if (image.status !== 'READY') continue;
    ready.push(id);
    for (const { url: address, bytes, width, format } of Object.values(image.sizes ?? {})) {
      const body = Buffer.from(await (await fetch(address)).arrayBuffer());
      expect(body.byteLength).toBe(bytes);
      expect(await sharp(body).metadata()).toMatchObject({ width, format });
    }
  }
  expect(await listed(url)).toEqual(
    attempts
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
  await command.kill();
  await expectNoOrphan(dataDir, ready);
  expect(command.complaints).not.toMatch(/Uncaught|Unhandled| {4}at /);
  expect(Math.min(...inWork)).toBeGreaterThanOrEqual(leastInWork);
  report(
    `crashes: seed ${seed}, ${rounds} kills with [${inWork}] uploads in work; ${attempts.length} begun, ${finished.length} answered, ` +
      `${ready.length} READY, ${attempts.length - ready.length} cut off`,
  );
});

async function listed(url: string): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor = ''; ; ) {
    const { items, nextCursor } = await pageIn(fetch(`${url}/images?limit=100${cursor}`));
    ids.push(...items.map(({ id }) => id));
    if (!nextCursor) return ids;
    cursor = `&cursor=${encodeURIComponent(nextCursor)}`;
  }
}

/** That the disk holds an original and three renditions of each READY image, and no other object. */
async function expectNoOrphan(dataDir: string, ready: string[]): Promise<void> {
  const keys: string[] = [];
  const wanted: string[] = [];
  for (const file of await filesBelow(join(dataDir, 'originals'))) {
    const { key, version } = await factsOf(file);
    const image = parseUploadKey(key);
    if (!image) throw new Error(`${file} is no upload.`);
    keys.push(image.id);
    wanted.push(...sizeNames.map((size) => renditionKey({ ...image, version, size })));
  }
  expect(keys.sort()).toEqual(ready.sort());
  const renditions = await Promise.all((await filesBelow(join(dataDir, 'renditions'))).map(factsOf));
  expect(renditions.map(({ key }) => key).sort()).toEqual(wanted.sort());
  expect(await filesBelow(join(dataDir, 'incoming'))).toEqual([]);
  expect(await filesBelow(join(dataDir, 'queue'))).toEqual([]);
  const others = (await filesBelow(dataDir))
    .filter((file) => !/\/(database|originals|renditions)\//.test(file))
    .map((file) => basename(file));
  expect(others.sort()).toEqual(['lock.json', 'signing-key', 'issuer-key.json'].sort());
}

/** Of a stored file, whose bytes are proven to be those that were stored. */
async function factsOf(file: string) {
  const blob = await StoredBlob.open(file);
  if (!blob) throw new Error(`${file} is gone.`);
  await blob.readAll();
  await blob.close();
  return blob.facts;
}
