import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { photo } from '../../lib/testing/images/photo';
import { among, seeded } from '../../lib/testing/random';
import { imageIn } from '../../test/support/json';
import { Command, filesBelow, temporaryFolder, until } from '../../test/support/local';
import { userOf } from '../../test/support/user';
import { report } from '../crashes/seed';
import { listed, ownFiles, storedObjects } from '../crashes/stored';
import { reliabilitySettings } from './settings';
import { SteadyClient } from './steady-client';
import { table } from './table';

const { seed, uploads } = reliabilitySettings();
const atOnce = 32;
const kills = 3;
const leastInProgress = 8;

const widths = [300, 700, 1200, 1600];

jest.setTimeout(120_000 + uploads * 2000);

test(`${uploads} uploads, ${atOnce} at a time, are all READY, complete and without duplicates after ${kills} kills`, async () => {
  const random = seeded(seed);
  const photos = await Promise.all(widths.map((width) => photo({ width, height: Math.round(width * 0.7) })));
  const dataDir = await temporaryFolder();
  const alice = userOf(dataDir);
  let command = Command.start(dataDir);
  const url = await command.ready();
  const started = performance.now();

  const clients = Array.from({ length: uploads }, () => new SteadyClient(url, alice, among(random, photos)));
  const waiting = [...clients];
  const work = async () => {
    for (let client = waiting.shift(); client; client = waiting.shift()) await client.run();
  };
  const all = Promise.all(Array.from({ length: atOnce }, work));
  // Awaited at the end. Until then, a failed client must not end the process.
  all.catch(() => undefined);
  const inProgress = () => clients.filter(({ stage }) => stage === 'in progress');

  const inProgressAtKills: number[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    const wanted = (uploads * (kill - 0.5 + random() / 2)) / (kills + 1);
    await until(() => clients.length - waiting.length >= wanted || undefined, uploads * 1000);
    await sleep(random() * 300);
    // An image that is READY is not in progress, even if its client does not know yet.
    await until(async () => {
      await Promise.all(inProgress().map((client) => client.look()));
      return inProgress().length >= leastInProgress;
    });
    inProgressAtKills.push(inProgress().length);
    await command.kill();
    expect(command.errors).not.toMatch(/Uncaught|Unhandled| {4}at /);
    // On the same port, as for a user: the clients continue.
    command = Command.start(dataDir, { PORT: new URL(url).port });
    await command.ready();
  }
  await all;
  // A file that was stored and then sent again has a second version, which may still be in progress.
  await until(async () => (await filesBelow(join(dataDir, 'queue'))).length === 0, 120_000);

  const ids = clients.map(({ id }) => id);
  const lostStarts = clients.reduce((sum, client) => sum + client.lostStarts, 0);
  const inList = await listed(url, alice);
  expect(new Set(ids).size).toBe(uploads);
  expect(new Set(inList).size).toBe(inList.length);
  const known = new Set(ids);
  const strangers = inList.filter((id) => !known.has(id));
  expect(inList.length - strangers.length).toBe(uploads);
  // A request for a form whose response was lost may have left a record without an upload.
  expect(strangers.length).toBeLessThanOrEqual(lostStarts);
  for (const id of strangers) expect((await imageIn(alice.fetch(`${url}/images/${id}`))).status).toBe('PENDING');

  const keys: string[] = [];
  for (const id of ids) {
    const { status, sizes } = await imageIn(alice.fetch(`${url}/images/${id}`));
    expect({ id, status }).toEqual({ id, status: 'READY' });
    keys.push(
      ...Object.values(sizes ?? {}).map((size) => decodeURIComponent(new URL(size.url).pathname.slice('/s3/renditions/'.length))),
    );
  }
  const seconds = (performance.now() - started) / 1000;
  await command.kill();

  const { originals, renditionKeys, ...rest } = await storedObjects(dataDir);
  expect([...new Set(originals.map(({ id }) => id))].sort()).toEqual(ids.sort());
  expect(renditionKeys).toEqual(keys.sort());
  expect(keys).toHaveLength(uploads * 3);
  expect(rest).toEqual({ incoming: [], queue: [], others: ownFiles });
  expect(Math.min(...inProgressAtKills)).toBeGreaterThanOrEqual(leastInProgress);
  report(
    table([
      ['uploads under kills', 'value'],
      ['seed', seed],
      ['uploads, all READY', uploads],
      ...inProgressAtKills.map((count, index) => [`in progress at kill ${index + 1}`, count] as const),
      ['files sent again', clients.reduce((sum, { sends }) => sum + sends - 1, 0)],
      ['requests for a form whose response was lost', lostStarts],
      ['PENDING records of such requests', strangers.length],
      ['seconds', Math.round(seconds)],
    ]),
  );
});
