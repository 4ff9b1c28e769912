import childProcess, { type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { Level } from 'level';
import { TestLog } from '../../lib/testing/test-log';
import { type Database, openDatabase } from '../../local/dynamodb/database';
import { Command, temporaryFolder, until } from '../../test/support/local';

jest.setTimeout(30_000);

let folder: string;
let log: TestLog;
let database: Database | undefined;
const fork = jest.spyOn(childProcess, 'fork');

beforeEach(async () => {
  folder = await temporaryFolder();
  log = new TestLog();
});

afterEach(async () => {
  await database?.close();
  database = undefined;
  fork.mockClear();
});

/** The latest process that serves the database. */
const latest = () => fork.mock.results.at(-1)?.value as ChildProcess;

const put = (id: string) =>
  database?.client.send(new PutItemCommand({ TableName: 'Images', Item: { owner: { S: 'ann' }, id: { S: id } } }));

const has = async (id: string) => {
  const Key = { owner: { S: 'ann' }, id: { S: id } };
  const answer = await database?.client.send(new GetItemCommand({ TableName: 'Images', Key, ConsistentRead: true }));
  return answer?.Item !== undefined;
};

test('reopens a database whose process was killed, with all acknowledged writes', async () => {
  database = await openDatabase(folder, log);
  for (const round of [1, 2]) {
    const killed = latest();
    await put(`before ${round}`);
    killed.kill('SIGKILL');
    await until(() => log.entries.length === round);
    await Promise.all([put(`after ${round}`), put(`also after ${round}`)]);
    expect(await has(`before ${round}`)).toBe(true);
    expect(await has(`after ${round}`)).toBe(true);
    expect(latest().pid).not.toBe(killed.pid);
  }
  const detail = { folder: join(folder, 'database'), error: 'SIGKILL ended its process', code: undefined };
  expect(log.entries).toEqual([1, 2].map(() => ({ level: 'warn', message: 'The database failed. It is opened again.', detail })));
});

test('Ctrl-C, which every process of a terminal receives, does not end it: only the application does', async () => {
  database = await openDatabase(folder, log);
  latest().kill('SIGINT');
  latest().kill('SIGTERM');
  await put('after');
  expect(await has('after')).toBe(true);
  await database.close();
  expect(latest().exitCode).toBe(0);
  expect(log.entries).toEqual([]);
  expect(fork).toHaveBeenCalledTimes(1);
});

test('waits for a folder that a killed application is still releasing', async () => {
  await mkdir(folder, { recursive: true });
  const other = new Level(join(folder, 'database'));
  await other.open();
  const opening = openDatabase(folder, log);
  await until(() => latest());
  await other.close();
  database = await opening;
  await put('there');
  expect(await has('there')).toBe(true);
});

test('it ends when the application is killed', async () => {
  const dataDir = join(folder, 'data');
  const command = Command.start(dataDir);
  await command.ready();
  await command.kill();
  const database = new Level(join(dataDir, 'database'));
  await until(() =>
    database.open().then(
      () => true,
      () => false,
    ),
  );
  await database.close();
});
