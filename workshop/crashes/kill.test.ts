import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import sharp from 'sharp';
import { renditionKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../../lib/testing/images/photo';
import { among, seeded } from '../../lib/testing/random';
import { imageIn } from '../../test/support/json';
import { Command, filesBelow, temporaryFolder, until } from '../../test/support/local';
import { userOf } from '../../test/support/user';
import { crashSettings, report } from './seed';
import { listed, ownFiles, storedObjects } from './stored';
import { type Attempt, Uploader } from './uploader';

const { seed, rounds, thorough } = crashSettings();
const leastInProgress = 8;

jest.setTimeout(60_000 + rounds * 20_000);

const widths = [300, 700, 1200, 1600, ...(thorough ? [2400] : [])];
/** The number of uploads to wait for before a kill varies by this much. */
const spread = thorough ? 10 : 3;

test(`loses, duplicates or truncates no acknowledged upload in ${rounds} kills (seed ${seed})`, async () => {
  const random = seeded(seed);
  const photos = await Promise.all(widths.map((width) => photo({ width, height: Math.round(width * 0.7) })));
  const dataDir = await temporaryFolder();
  const alice = userOf(dataDir);
  const attempts: Attempt[] = [];
  const inProgress: number[] = [];

  for (let round = 0; round < rounds; round += 1) {
    const command = Command.start(dataDir);
    const uploader = new Uploader(await command.ready(), alice);
    const wanted = leastInProgress + Math.floor(random() * spread);
    await until(async () => {
      await sleep(random() * 300);
      await Promise.all(Array.from({ length: 4 }, () => uploader.begin(among(random, photos), among(random, [0, 0, 5, 40]))));
      await uploader.look();
      return uploader.inProgress >= wanted;
    });
    // A moment later, some more are finished. Enough are left, or new ones begin.
    await sleep(random() * 120);
    for (await uploader.look(); uploader.inProgress < leastInProgress; ) await uploader.begin(among(random, photos), 40);
    inProgress.push(uploader.inProgress);
    await command.kill();
    await uploader.ended();
    attempts.push(...uploader.attempts);
    expect(command.errors).not.toMatch(/Uncaught|Unhandled| {4}at /);
  }

  const command = Command.start(dataDir);
  const url = await command.ready();
  const finished = attempts.filter(({ state }) => state === 'FINISHED');
  for (const folder of ['queue', 'changes']) {
    await until(async () => (await filesBelow(join(dataDir, folder))).length === 0, 60_000);
  }

  // Every acknowledged upload is READY. Every other one is READY, or was never stored.
  const ready: string[] = [];
  for (const { id, state, ready: seen } of attempts) {
    const image = await imageIn(alice.fetch(`${url}/images/${id}`));
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
  expect(await listed(url, alice)).toEqual(
    attempts
      .map(({ id }) => id)
      .sort()
      .reverse(),
  );
  await command.kill();
  // An original and every rendition of each READY image, and no other object.
  const { originals, renditionKeys, ...rest } = await storedObjects(dataDir);
  expect(originals.map(({ id }) => id).sort()).toEqual(ready.sort());
  expect(renditionKeys).toEqual(originals.flatMap((image) => sizeNames.map((size) => renditionKey({ ...image, size }))).sort());
  expect(rest).toEqual({ incoming: [], queue: [], others: ownFiles });
  expect(command.errors).not.toMatch(/Uncaught|Unhandled| {4}at /);
  expect(Math.min(...inProgress)).toBeGreaterThanOrEqual(leastInProgress);
  report(
    `crashes: seed ${seed}, ${rounds} kills with [${inProgress}] uploads in progress; ${attempts.length} begun, ${finished.length} acknowledged, ` +
      `${ready.length} READY, ${attempts.length - ready.length} cut off`,
  );
});
