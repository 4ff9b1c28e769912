import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataLock, findHolder } from '../../local/data-lock';
import { filesBelow, temporaryFolder } from '../support/local';

let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'data');
});

const { pid: deadPid } = spawnSync('true');
const leave = async (text: string) => {
  await (await DataLock.take(folder, 0)).release();
  await writeFile(join(folder, 'lock.json'), text);
};

test('names the process and its port until it is released, and leaves nothing', async () => {
  const lock = await DataLock.take(folder, 0);
  await lock.announce(4321);
  expect(await findHolder(folder)).toMatchObject({ pid: process.pid, port: 4321 });
  expect(JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8'))).toMatchObject({ pid: process.pid, port: 4321 });
  expect(await filesBelow(folder)).toHaveLength(1);
  await lock.release();
  expect(await findHolder(folder)).toBeUndefined();
  expect(await filesBelow(folder)).toEqual([]);
});

test('refuses a folder that is in use, in one line that says whose it is', async () => {
  const lock = await DataLock.take(folder, 3000);
  const again = DataLock.take(folder, 3001);
  await expect(again).rejects.toThrow(`${folder} is used by process ${process.pid}, http://localhost:3000. Stop that process`);
  await expect(again).rejects.toMatchObject({ name: 'StartError', message: expect.not.stringContaining('\n') });
  expect(await findHolder(folder)).toMatchObject({ port: 3000 });
  await lock.release();
  await (await DataLock.take(folder, 3001)).release();
});

test('refuses all but one of many that come at once, whether a crash left a lock or not', async () => {
  for (let round = 0; round < 20; round += 1) {
    if (round > 0) await leave(JSON.stringify({ pid: deadPid, port: 3000, since: round }));
    const taken = await Promise.allSettled(Array.from({ length: 20 }, (_, port) => DataLock.take(folder, port + 1)));
    const winners = taken.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refusals = taken.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []));
    expect(winners).toHaveLength(1);
    expect(refusals.filter((message) => !message.includes(`is used by process ${process.pid}, `))).toEqual([]);
    expect(await filesBelow(folder)).toHaveLength(1);
    await winners[0]?.release();
  }
});

test('what was killed while it removed the lock of another does not count, either', async () => {
  const stale = JSON.stringify({ pid: deadPid, port: 3000, since: 0 });
  await leave(stale);
  await writeFile(join(folder, `lock.json.${createHash('sha256').update(stale).digest('hex')}`), stale);
  const lock = await DataLock.take(folder, 1);
  expect(await filesBelow(folder)).toEqual([join(folder, 'lock.json')]);
  await lock.release();
});

test.each([
  ['a process that is gone', { pid: deadPid, port: 3000, since: 0 }],
  ['an earlier process of the same number, as containers have', { pid: process.pid, port: 3000, since: 1 }],
  ['nothing that can be read', undefined],
])('a lock of %s does not count', async (_, holder) => {
  await leave(JSON.stringify(holder) ?? '{"pi');
  expect(await findHolder(folder)).toBeUndefined();
  await (await DataLock.take(folder, 1)).release();
});

test('a lock of another user’s process counts', async () => {
  // Process 1 lives, whoever asks.
  await leave(JSON.stringify({ pid: 1, port: 3000, since: 0 }));
  await expect(DataLock.take(folder, 1)).rejects.toThrow('is used by process 1, http://localhost:3000');
});

test('refuses a folder that cannot be made, and says how to choose another', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(DataLock.take(join(file, 'data'), 1)).rejects.toMatchObject({
    name: 'StartError',
    message: expect.stringMatching(/file\/data cannot be written \(ENOTDIR.*\)\. Set LOCAL_DATA_DIR to a folder that can\.$/),
  });
});
