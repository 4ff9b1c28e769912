import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DataLock, findHolder } from '../../local/data-lock';
import { Command, filesBelow, temporaryFolder, until } from '../support/local';
import { isZombie, testWithZombies, unreaped } from '../support/zombie';

let folder: string;

beforeEach(async () => {
  folder = join(await temporaryFolder(), 'data');
});

const lockFile = () => join(folder, 'lock.json');
const leave = async (text: string) => {
  await mkdir(folder, { recursive: true });
  await writeFile(lockFile(), text);
};
/** Files that name the holder. The lock itself is in another folder. */
const named = async () => (await filesBelow(folder)).filter((file) => !file.startsWith(join(folder, 'lock/')));

const holderScript = '../test/support/lock-holder.ts';
const startHolder = (dataDir = folder, port = 0) => Command.run(holderScript, [dataDir, `${port}`], {});

/** Process ids of a holder and its child, after the lock was taken. */
async function held(command: Pick<Command, 'stdout' | 'stderr'>): Promise<{ holder: number; child: number }> {
  return JSON.parse(
    await until(() => {
      if (command.stderr) throw new Error(command.stderr);
      return /^\{.*\n/.exec(command.stdout)?.[0];
    }),
  );
}

test('names the process, its port and its public origin until it is released, and leaves no name', async () => {
  const lock = await DataLock.take(folder, 0);
  await lock.announce(4321, 'https://images.example.com');
  const holder = { pid: process.pid, port: 4321, origin: 'https://images.example.com' };
  expect(await findHolder(folder)).toEqual(holder);
  expect(JSON.parse(await readFile(lockFile(), 'utf8'))).toEqual(holder);
  expect(await named()).toEqual([lockFile()]);
  await lock.release();
  expect(await findHolder(folder)).toBeUndefined();
  expect(await named()).toEqual([]);
});

test('rejects a folder in use, in one line that names the process', async () => {
  const lock = await DataLock.take(folder, 3000);
  const again = DataLock.take(folder, 3001);
  await expect(again).rejects.toThrow(`${folder} is used by process ${process.pid}, http://localhost:3000. Stop that process`);
  await expect(again).rejects.toMatchObject({ name: 'UserError', message: expect.not.stringContaining('\n') });
  expect(await findHolder(folder)).toMatchObject({ port: 3000 });
  await lock.release();
  await (await DataLock.take(folder, 3001)).release();
});

test('lets one of many concurrent calls take the lock, with and without a file left by a crash', async () => {
  for (let round = 0; round < 6; round += 1) {
    if (round > 0) await leave(JSON.stringify({ pid: 1, port: 3000 }));
    const taken = await Promise.allSettled(Array.from({ length: 20 }, (_, port) => DataLock.take(folder, port + 1)));
    const winners = taken.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    const refusals = taken.flatMap((result) => (result.status === 'rejected' ? [result.reason.message] : []));
    expect(winners).toHaveLength(1);
    expect(refusals.filter((message) => !message.includes(`is used by process ${process.pid}, `))).toEqual([]);
    expect(await named()).toEqual([lockFile()]);
    await winners[0]?.release();
  }
});

test('lets one of several processes take the lock, and another process that reads the holder does not interfere', async () => {
  await leave(JSON.stringify({ pid: 1, port: 3000 }));
  const commands = Array.from({ length: 4 }, () => startHolder());
  const winner = await Promise.any(commands.map((command) => held(command)));
  await findHolder(folder);
  for (const command of commands.filter(({ child }) => child.pid !== winner.holder)) {
    expect(await command.ended).toBe(1);
    expect(command.errors).toContain(`is used by process ${winner.holder}, which is starting. Stop that process`);
  }
  // Also after this process was rejected and has read the holder.
  await expect(DataLock.take(folder, 1)).rejects.toThrow(`is used by process ${winner.holder}, `);
  expect(await findHolder(folder)).toEqual({ pid: winner.holder, port: 0 });
  process.kill(winner.child);
});

test('a rejected call of the holding process keeps the folder locked for others', async () => {
  const lock = await DataLock.take(folder, 3000);
  await expect(DataLock.take(folder, 3001)).rejects.toThrow('is used by');
  await findHolder(folder);
  const other = startHolder();
  expect(await other.ended).toBe(1);
  expect(other.errors).toContain(`is used by process ${process.pid}, http://localhost:3000.`);
  await lock.release();
});

test('a killed holder releases the folder at once, even if its child process survives', async () => {
  const command = startHolder(folder, 3000);
  const { child } = await held(command);
  await command.kill();
  expect(process.kill(child, 0)).toBe(true);
  expect(await findHolder(folder)).toBeUndefined();
  await (await DataLock.take(folder, 1)).release();
  process.kill(child);
});

testWithZombies()('a killed holder that was not reaped releases the folder at once', async () => {
  const command = unreaped([join('local', holderScript), folder, '3000']);
  const { holder, child } = await held(command);
  expect(await findHolder(folder)).toEqual({ pid: holder, port: 3000 });
  process.kill(holder, 'SIGKILL');
  await until(() => isZombie(holder));
  // Its process id is still in use.
  expect(process.kill(holder, 0)).toBe(true);
  expect(await findHolder(folder)).toBeUndefined();
  await (await DataLock.take(folder, 1)).release();
  process.kill(child);
});

test.each([
  ['another running process', () => JSON.stringify({ pid: process.ppid, port: 3000 })],
  ['this process', () => JSON.stringify({ pid: process.pid, port: 3000 })],
  ['a process of an earlier version that is still running', () => JSON.stringify({ pid: process.ppid, port: 3000, since: 0 })],
  ['unreadable content', () => '{"pi'],
])('a leftover file with %s is ignored', async (_, left) => {
  await leave(left());
  expect(await findHolder(folder)).toBeUndefined();
  await leave(left());
  await (await DataLock.take(folder, 1)).release();
});

test('a folder is the same by every path', async () => {
  const lock = await DataLock.take(folder, 3000);
  const link = `${folder}-link`;
  await symlink(folder, link);
  await expect(DataLock.take(link, 3001)).rejects.toThrow(`${link} is used by process ${process.pid}, http://localhost:3000`);
  const other = startHolder(link);
  expect(await other.ended).toBe(1);
  expect(other.errors).toContain(`${link} is used by process ${process.pid}, http://localhost:3000`);
  await lock.release();
});

test('a copy of a folder in use is not locked', async () => {
  const command = startHolder(folder, 3000);
  const { child } = await held(command);
  const copy = `${folder}-copy`;
  await cp(folder, copy, { recursive: true });
  expect(await findHolder(copy)).toBeUndefined();
  await (await DataLock.take(copy, 1)).release();
  await expect(DataLock.take(folder, 1)).rejects.toThrow('is used by process');
  process.kill(child);
});

test('without its file, the lock is still held, and the error names no process', async () => {
  const command = startHolder();
  const { child } = await held(command);
  for (const damage of ['', '{"pi', '{}', '{"pid": "1"}']) {
    await writeFile(lockFile(), damage);
    await expect(DataLock.take(folder, 1)).rejects.toThrow(`${folder} is used by another process. Stop that process`);
    expect(await findHolder(folder)).toBeUndefined();
  }
  process.kill(child);
});

test('corrupt files of the lock neither lock anyone out nor release a lock', async () => {
  await (await DataLock.take(folder, 1)).release();
  for (const file of await filesBelow(join(folder, 'lock'))) await writeFile(file, 'rubbish\n');
  const lock = await DataLock.take(folder, 1);
  for (const file of await filesBelow(join(folder, 'lock'))) if (!file.endsWith('LOCK')) await writeFile(file, 'rubbish\n');
  const other = startHolder();
  expect(await other.ended).toBe(1);
  expect(other.errors).toContain(`is used by process ${process.pid}, `);
  await lock.release();
});

test('reading the holder does not create the folder', async () => {
  expect(await findHolder(folder)).toBeUndefined();
  expect(await filesBelow(folder)).toEqual([]);
});

test('rejects a folder that cannot be created, and says how to choose another', async () => {
  const file = join(await temporaryFolder(), 'file');
  await writeFile(file, '');
  await expect(DataLock.take(join(file, 'data'), 1)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/Cannot write to \S+file\/data \(ENOTDIR.*\)\. Set LOCAL_DATA_DIR to a writable folder\.$/),
  });
});
