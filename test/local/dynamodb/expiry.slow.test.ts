import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { TestClock } from '../../../lib/testing/test-clock';
import { TestLog } from '../../../lib/testing/test-log';
import { ChangeFeed, type Client } from '../../../local/dynamodb/change-feed';
import { type Database, openDatabase } from '../../../local/dynamodb/database';
import { runExpiry } from '../../../local/dynamodb/expiry';
import { temporaryFolder, until } from '../../support/local';

let database: Database;
let clock: TestClock;
let log: TestLog;
let records: DynamoDBRecord[];
let feed: ChangeFeed;
let client: Client;
let stopping: AbortController;
let ended: Promise<void>;

beforeEach(async () => {
  database = await openDatabase(await temporaryFolder());
  clock = new TestClock();
  log = new TestLog();
  records = [];
  const sink = {
    hold: async () => undefined,
    release: async (_: unknown, record: DynamoDBRecord) => void records.push(record),
    forget: async () => undefined,
  };
  feed = new ChangeFeed(sink, clock, log);
  client = feed.observe(database);
  stopping = new AbortController();
  ended = Promise.resolve();
});

afterEach(async () => {
  stopping.abort();
  await ended;
  await database.close();
});

const start = (everyMs: number) => {
  ended = runExpiry({ database, feed, clock, log }, stopping.signal, everyMs);
};
const inSeconds = (seconds: number) => Math.floor(clock.now().getTime() / 1000) + seconds;
const put = (id: string, expiresAt?: number) => {
  const Item = { owner: { S: 'ann' }, id: { S: id }, ...(expiresAt && { expiresAt: { N: `${expiresAt}` } }) };
  return database.client.send(new PutItemCommand({ TableName: 'Images', Item }));
};
const left = async () => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'Images' }));
  return Items.map(({ id }) => id?.S).sort();
};

test('removes expired items, and nothing else, like DynamoDB', async () => {
  await put('past', inSeconds(-1));
  await put('now', inSeconds(0));
  await put('future', inSeconds(60));
  await put('forever');
  start(60_000);
  await until(() => records.length > 0);
  expect(await left()).toEqual(['forever', 'future', 'now']);
  expect(records).toMatchObject([
    {
      eventName: 'REMOVE',
      userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' },
      dynamodb: { OldImage: { id: { S: 'past' } } },
    },
  ]);
});

test('repeats, by the clock of the application', async () => {
  await put('later', inSeconds(60));
  start(5);
  await put('at once', inSeconds(-1));
  await until(() => records.length === 1);
  expect(await left()).toEqual(['later']);
  clock.advance(61_000);
  await until(() => records.length === 2);
  expect(await left()).toEqual([]);
});

test('removes more than one page of a scan', async () => {
  const large = { S: 'x'.repeat(300_000) };
  for (let index = 0; index < 8; index += 1) {
    const Item = { owner: { S: 'ann' }, id: { S: `${index}` }, large, expiresAt: { N: `${inSeconds(-1)}` } };
    await database.client.send(new PutItemCommand({ TableName: 'Images', Item }));
  }
  start(60_000);
  await until(() => records.length === 8);
  expect(await left()).toEqual([]);
});

test('keeps an item that was written meanwhile, and reports no error', async () => {
  await put('past', inSeconds(-1));
  const renewing = {
    client: (...args: Parameters<ChangeFeed['client']>): Client => ({
      send: async (command: never) => {
        await put('past', inSeconds(60));
        return feed.client(...args).send(command);
      },
    }),
  };
  ended = runExpiry({ database, feed: renewing, clock, log }, stopping.signal, 60_000);
  await until(
    async () => (await client.send(new ScanCommand({ TableName: 'Images' }))).Items?.[0]?.expiresAt?.N === `${inSeconds(60)}`,
  );
  stopping.abort();
  await ended;
  expect(await left()).toEqual(['past']);
  expect(log.entries).toEqual([]);
});

test('continues after an error, which it logs', async () => {
  const failing = { send: () => Promise.reject(new Error('no answer')) } as unknown as Database['client'];
  ended = runExpiry({ database: { table: 'Images', client: failing }, feed, clock, log }, stopping.signal, 1);
  await until(() => log.entries.length >= 2);
  expect(log.entries[0]).toMatchObject({ level: 'error', detail: expect.any(Error) });
});
