import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { TestClock } from '../../../lib/testing/test-clock';
import { TestLog } from '../../../lib/testing/test-log';
import { ChangeFeed, type Client } from '../../../local/dynamodb/change-feed';
import { type ChangeHandler, ChangeQueue, type ChangeQueueProps } from '../../../local/dynamodb/change-queue';
import { type Database, openDatabase } from '../../../local/dynamodb/database';
import { filesBelow, temporaryFolder, until } from '../../support/local';

let database: Database;
let folder: string;
let log: TestLog;

beforeAll(async () => {
  database = await openDatabase(await temporaryFolder());
});

afterAll(() => database.close());

beforeEach(async () => {
  folder = await temporaryFolder();
  log = new TestLog();
});

const all = [{ eventName: ['INSERT', 'MODIFY', 'REMOVE'] }];
const done: ChangeHandler = async () => ({ batchItemFailures: [] });
const never: ChangeHandler = () => new Promise(() => undefined);

/** A feed with a queue in the test's folder. The handler receives the records, which are also recorded. */
async function open(handler = done, props: Partial<ChangeQueueProps> = {}) {
  const batches: DynamoDBRecord[][] = [];
  const queue = new ChangeQueue({ folder, patterns: all, maxReceives: 5, retryMs: 1, log, ...props });
  const feed = new ChangeFeed(queue, new TestClock(), log);
  const client = feed.observe(database);
  await queue.open(feed, (records) => {
    batches.push(records);
    return handler(records);
  });
  queue.start();
  return { queue, feed, client, batches };
}

const Key = { owner: { S: 'ann' }, id: { S: 'a' } };
const put = (client: Client, n: number, id = 'a') =>
  client.send(new PutItemCommand({ TableName: 'Images', Item: { ...Key, id: { S: id }, n: { N: `${n}` } } }));
const remove = (client: Client) => client.send(new DeleteItemCommand({ TableName: 'Images', Key }));

const waiting = async () => (await readdir(folder)).filter((name) => name.endsWith('.json'));
const empty = () => until(async () => (await waiting()).length === 0);
const summaries = (batches: DynamoDBRecord[][]) =>
  batches.flat().map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.n?.N, dynamodb?.NewImage?.n?.N]);

afterEach(() => remove(database.client));

test('delivers the changes of the database in order, once', async () => {
  const { client, batches, queue } = await open();
  for (const n of [1, 2, 3]) await put(client, n);
  await remove(client);
  await empty();
  await queue.close();
  expect(summaries(batches)).toEqual([
    ['INSERT', undefined, '1'],
    ['MODIFY', '1', '2'],
    ['MODIFY', '2', '3'],
    ['REMOVE', '3', undefined],
  ]);
  expect(log.entries).toEqual([]);
});

test('delivers at most ten at once, and only those that its patterns match', async () => {
  let go = () => {};
  const gate = new Promise<void>((resolve) => {
    go = resolve;
  });
  const handler: ChangeHandler = async () => {
    await gate;
    return { batchItemFailures: [] };
  };
  const { client, batches } = await open(handler, { patterns: [{ dynamodb: { NewImage: { n: { N: [{ prefix: '1' }] } } } }] });
  for (let n = 0; n <= 25; n += 1) await put(client, n);
  // 1 is in progress, 10 to 19 are waiting, and the others were not read.
  await until(async () => (await waiting()).length === 11);
  go();
  await empty();
  expect(batches.map(({ length }) => length)).toEqual([1, 10]);
});

test('delivers the first failed one again, with all later ones, under the same ids', async () => {
  const failing = new Set(['3', '5']);
  const handler: ChangeHandler = async (records) => {
    const failed = records.find(({ dynamodb }) => failing.delete(dynamodb?.NewImage?.n?.N ?? ''));
    return { batchItemFailures: failed ? [{ itemIdentifier: failed.dynamodb?.SequenceNumber ?? '' }] : [] };
  };
  // Messages of an earlier run arrive in batches of the maximum size.
  const earlier = await open(never);
  for (const n of [1, 2, 3, 4, 5, 6]) await put(earlier.client, n);
  const { batches } = await open(handler);
  await empty();
  const numbers = batches.map((records) => records.map(({ dynamodb }) => dynamodb?.NewImage?.n?.N));
  expect(numbers.flat()).toEqual(['1', ...['2', '3', '4', '5', '6'], ...['3'], ...['4', '5', '6'], ...['5'], ...['6']]);
  const ids = batches.flat().map(({ eventID, dynamodb }) => `${dynamodb?.NewImage?.n?.N} ${eventID}`);
  expect(new Set(ids).size).toBe(6);
});

test.each<[string, ChangeHandler]>([
  ['the function throws', () => Promise.reject(new Error('fault'))],
  ['it names a record that was not in the batch', async () => ({ batchItemFailures: [{ itemIdentifier: '1' }] })],
])('when %s, retries the batch until it is set aside, and then delivers the next one', async (_, failing) => {
  const { client, batches } = await open(
    async (records) => (summaries([records])[0]?.[2] === '1' ? failing(records) : done(records)),
    {
      maxReceives: 3,
    },
  );
  await put(client, 1);
  await put(client, 2);
  await empty();
  expect(summaries(batches).map(([, , n]) => n)).toEqual(['1', '1', '1', '2']);
  expect(await filesBelow(join(folder, 'dead'))).toHaveLength(1);
  expect(log.entries.map(({ message }) => message.replace(/change \S+/, 'change'))).toEqual([
    'change failed on receive 1',
    'change failed on receive 2',
    'change failed on receive 3 and was moved to the dead letters',
  ]);
});

describe('after a crash', () => {
  /** A database that stops responding at some point of a write, like in a killed process. */
  const stopping = (at: 'write' | 'read after'): Database => {
    let reads = 0;
    const send = (command: object) => {
      const isRead = command.constructor.name === 'GetItemCommand';
      if (isRead) reads += 1;
      const stops = at === 'write' ? !isRead : reads === 2;
      return stops ? new Promise(() => undefined) : database.client.send(command as PutItemCommand);
    };
    return { ...database, client: { send } as unknown as Database['client'] };
  };

  async function crashed(at: 'write' | 'read after') {
    const { feed } = await open();
    void put(feed.observe(stopping(at)), 1);
    await until(async () => (await waiting()).length === 1);
  }

  test('before the write, delivers nothing', async () => {
    await crashed('write');
    const { client, batches } = await open();
    expect(await waiting()).toEqual([]);
    await put(client, 2);
    await empty();
    expect(summaries(batches)).toEqual([['INSERT', undefined, '2']]);
  });

  test('after the write, delivers it before all later ones', async () => {
    await crashed('read after');
    await until(async () => (await waiting()).length === 1);
    const written = await open(never);
    await put(written.client, 2);
    const { batches } = await open();
    await empty();
    expect(summaries(batches)).toEqual([
      ['INSERT', undefined, '1'],
      ['MODIFY', '1', '2'],
    ]);
  });

  test('before or during the delivery, delivers it again under the same id', async () => {
    const first = await open(never);
    await put(first.client, 1);
    await remove(first.client);
    await until(() => first.batches.length === 1);
    const { batches } = await open();
    await empty();
    expect(summaries(batches)).toEqual([
      ['INSERT', undefined, '1'],
      ['REMOVE', '1', undefined],
    ]);
    expect(batches[0]?.[0]).toEqual(first.batches[0]?.[0]);
  });
});

test('does not follow the writes of ignored owners', async () => {
  const { client, queue, batches } = await open(done, { ignoredOwners: ['BOOK#'] });
  const hold = jest.spyOn(queue, 'hold');
  const book = { owner: { S: 'BOOK#ann' }, id: { S: 'a' } };
  await client.send(new PutItemCommand({ TableName: 'Images', Item: book }));
  await put(client, 1);
  await empty();
  expect(hold).toHaveBeenCalledTimes(1);
  expect(summaries(batches)).toEqual([['INSERT', undefined, '1']]);
});

test('holds nothing before it is open', async () => {
  const queue = new ChangeQueue({ folder, patterns: all, maxReceives: 5, log });
  const client = new ChangeFeed(queue, new TestClock(), log).observe(database);
  await expect(put(client, 1)).rejects.toThrow('not open');
});

test('rejects invalid patterns', () => {
  expect(() => new ChangeQueue({ folder, patterns: [{ a: [{ cidr: 'x' }] }], maxReceives: 5, log })).toThrow('not supported');
});
