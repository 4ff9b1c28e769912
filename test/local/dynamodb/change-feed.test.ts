import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { TestClock } from '../../../lib/testing/test-clock';
import { TestLog } from '../../../lib/testing/test-log';
import { type BegunChange, ChangeFeed, type ChangeSink, type Client } from '../../../local/dynamodb/change-feed';
import { createTable, type Database, openDatabase } from '../../../local/dynamodb/database';
import { temporaryFolder } from '../../support/local';

let database: Database;
let clock: TestClock;
let log: TestLog;
let sink: MemorySink;
let feed: ChangeFeed;
let client: Client;
/** Distinguishes the items of this test from those of others. */
let owner: string;
let tests = 0;

/** Keeps changes in memory, and fails on request. */
class MemorySink implements ChangeSink<BegunChange> {
  readonly held = new Set<BegunChange>();
  readonly records: DynamoDBRecord[] = [];
  failing = false;

  async hold(begun: BegunChange): Promise<BegunChange> {
    this.held.add(begun);
    return begun;
  }

  async release(begun: BegunChange, record: DynamoDBRecord): Promise<void> {
    await this.forget(begun);
    this.records.push(record);
  }

  async forget(begun: BegunChange): Promise<void> {
    if (this.failing) throw new Error('The sink is closed.');
    expect(this.held.delete(begun)).toBe(true);
  }

  /** Formats each record as its kind, and a field of the item before and after. */
  get delivered() {
    return this.records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.n?.N, dynamodb?.NewImage?.n?.N]);
  }
}

beforeAll(async () => {
  database = await openDatabase(await temporaryFolder());
});

afterAll(() => database.close());

beforeEach(() => {
  tests += 1;
  owner = `owner ${tests}`;
  clock = new TestClock();
  log = new TestLog();
  sink = new MemorySink();
  feed = new ChangeFeed(sink, clock, log);
  client = feed.observe(database);
});

const keys = (id: string) => ({ owner: { S: owner }, id: { S: id } });
const put = (id: string, n: number) => new PutItemCommand({ TableName: 'Images', Item: { ...keys(id), n: { N: `${n}` } } });
const remove = (id: string) => new DeleteItemCommand({ TableName: 'Images', Key: keys(id) });
const set = (id: string, n: number, condition?: string) =>
  new UpdateItemCommand({
    TableName: 'Images',
    Key: keys(id),
    UpdateExpression: 'SET n = :n',
    ConditionExpression: condition,
    ExpressionAttributeValues: { ':n': { N: `${n}` } },
  });

describe('delivers', () => {
  test('a new, a changed and a removed item, like DynamoDB', async () => {
    await client.send(put('a', 1));
    clock.advance(1500);
    await client.send(set('a', 22));
    await client.send(remove('a'));
    const common = {
      eventID: expect.stringMatching(/^[0-9a-f]{32}$/),
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'local',
      eventSourceARN: 'arn:aws:dynamodb:local:000000000000:table/Images/stream/local',
    };
    const facts = {
      ApproximateCreationDateTime: Date.parse('2026-11-22T12:00:01Z') / 1000,
      Keys: keys('a'),
      SequenceNumber: expect.stringMatching(/^\d{21}$/),
      StreamViewType: 'NEW_AND_OLD_IMAGES',
    };
    const [one, two] = [1, 22].map((n) => ({ ...keys('a'), n: { N: `${n}` } }));
    // The attribute n takes three bytes; with a number of two digits, two for the value.
    const bytes = `owner${owner}ida`.length;
    expect(sink.records).toEqual([
      {
        ...common,
        eventName: 'INSERT',
        dynamodb: { ...facts, ApproximateCreationDateTime: 1795348800, NewImage: one, SizeBytes: 2 * bytes + 3 },
      },
      { ...common, eventName: 'MODIFY', dynamodb: { ...facts, OldImage: one, NewImage: two, SizeBytes: 3 * bytes + 6 } },
      { ...common, eventName: 'REMOVE', dynamodb: { ...facts, OldImage: two, SizeBytes: 2 * bytes + 3 } },
    ]);
    expect(new Set(sink.records.map(({ eventID }) => eventID)).size).toBe(3);
    const sequence = sink.records.map(({ dynamodb }) => dynamodb?.SequenceNumber ?? '');
    expect(sequence).toEqual([...sequence].sort());
    expect(new Set(sequence).size).toBe(3);
  });

  test('values of every type, bytes as Base64', async () => {
    const plain = {
      s: { S: 'ü' },
      yes: { BOOL: true },
      none: { NULL: true as const },
      list: { L: [{ N: '1.5' }, { M: { deep: { S: '' } } }] },
    };
    const Item = { ...keys('a'), ...plain, b: { B: Buffer.from([0, 255]) }, bs: { BS: [Buffer.from([2]), Buffer.from([1])] } };
    await client.send(new PutItemCommand({ TableName: 'Images', Item: { ...Item, ss: { SS: ['b', 'a'] } } }));
    const delivered = { ...keys('a'), ...plain, b: { B: 'AP8=' }, bs: { BS: ['AQ==', 'Ag=='] }, ss: { SS: ['a', 'b'] } };
    expect(sink.records[0]?.dynamodb?.NewImage).toEqual(delivered);
    expect(JSON.parse(JSON.stringify(sink.records[0]))).toEqual(sink.records[0]);
  });

  test('the identity of a writer other than a client', async () => {
    const by = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;
    await client.send(put('a', 1));
    await feed.client(by).send(remove('a'));
    expect(sink.records.map(({ userIdentity }) => userIdentity)).toEqual([undefined, by]);
  });
});

describe('delivers nothing', () => {
  test('when a write changes nothing', async () => {
    const sets = (SS: string[]) => new PutItemCommand({ TableName: 'Images', Item: { ...keys('b'), tags: { SS } } });
    await client.send(put('a', 1));
    await client.send(sets(['x', 'y']));
    await client.send(put('a', 1));
    await client.send(set('a', 1));
    await client.send(sets(['y', 'x']));
    await client.send(remove('never'));
    expect(sink.delivered).toHaveLength(2);
    expect(sink.held.size).toBe(0);
  });

  test('when a condition fails, which the writer receives as an error', async () => {
    await client.send(put('a', 1));
    await expect(client.send(set('a', 2, 'attribute_not_exists(id)'))).rejects.toBeInstanceOf(ConditionalCheckFailedException);
    expect(sink.delivered).toEqual([['INSERT', undefined, '1']]);
    expect(sink.held.size).toBe(0);
  });

  test('for reads and other tables, which work as usual', async () => {
    await createTable(database.client, 'Other');
    await client.send(new PutItemCommand({ TableName: 'Other', Item: keys('a') }));
    const { Item } = await client.send(new GetItemCommand({ TableName: 'Other', Key: keys('a') }));
    expect(Item).toEqual(keys('a'));
    expect(sink.records).toEqual([]);
  });
});

test('returns the response of the write to the writer', async () => {
  await client.send(put('a', 1));
  const answer = await client.send(new UpdateItemCommand({ ...set('a', 2).input, ReturnValues: 'ALL_OLD' }));
  expect(answer.Attributes?.n).toEqual({ N: '1' });
});

test('the changes of an item are consecutive, with any number of concurrent writes', async () => {
  const ids = ['a', 'b', 'c', 'd', 'e'];
  const commands = Array.from({ length: 200 }, (_, index) => {
    const id = ids[index % ids.length] ?? '';
    return [put(id, index), set(id, index), set(id, index, 'attribute_exists(id)'), remove(id)][(index * 7) % 4] ?? remove(id);
  });
  const outcomes = await Promise.allSettled(commands.map((command) => client.send(command as PutItemCommand)));
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeLessThan(100);
  for (const id of ids) {
    const changes = sink.records.filter(({ dynamodb }) => dynamodb?.Keys?.id?.S === id);
    expect(changes.length).toBeGreaterThan(10);
    let item: unknown;
    let sequence = '';
    for (const { dynamodb } of changes) {
      expect(dynamodb?.OldImage).toEqual(item);
      expect(dynamodb?.SequenceNumber?.localeCompare(sequence)).toBe(1);
      item = dynamodb?.NewImage;
      sequence = dynamodb?.SequenceNumber ?? '';
    }
    const { Item } = await client.send(new GetItemCommand({ TableName: 'Images', Key: keys(id) }));
    expect(Item).toEqual(item);
  }
  expect(sink.held.size).toBe(0);
});

describe('loses nothing', () => {
  /** A client of the feed on the test's database, whose writes are passed to `write`. */
  const over = (write: (pass: () => Promise<unknown>) => Promise<unknown>) => {
    const send = (command: GetItemCommand) => {
      const pass = () => database.client.send(command);
      return command instanceof GetItemCommand ? pass() : write(pass);
    };
    return feed.observe({ table: 'Images', client: { send } as unknown as Database['client'] });
  };

  test('when a write succeeds and its response is lost', async () => {
    const lossy = over(async (pass) => {
      await pass();
      throw new Error('The answer was lost.');
    });
    await expect(lossy.send(put('a', 1))).rejects.toThrow('The answer was lost.');
    expect(sink.delivered).toEqual([['INSERT', undefined, '1']]);
  });

  test('when a write fails', async () => {
    const broken = over(() => Promise.reject(new Error('The write failed.')));
    await expect(broken.send(put('a', 1))).rejects.toThrow('The write failed.');
    expect(sink.delivered).toEqual([]);
    expect(sink.held.size).toBe(0);
  });

  test('when a change cannot be delivered: the next write of its item delivers it first', async () => {
    sink.failing = true;
    await client.send(put('a', 1));
    expect(log.entries.map(({ message }) => message)).toEqual(['A change of the database could not be delivered yet.']);
    await expect(client.send(put('a', 2))).rejects.toThrow('The sink is closed.');
    await database.client.send(new GetItemCommand({ TableName: 'Images', Key: keys('a') })).then(({ Item }) => {
      expect(Item?.n).toEqual({ N: '1' });
    });
    sink.failing = false;
    await client.send(put('a', 3));
    expect(sink.delivered).toEqual([
      ['INSERT', undefined, '1'],
      ['MODIFY', '1', '3'],
    ]);
    expect(sink.held.size).toBe(0);
  });

  test('when a crash occurs between a write and its delivery', async () => {
    await client.send(put('a', 1));
    sink.failing = true;
    await client.send(put('a', 2));
    await client.send(remove('b'));
    await client.send(put('c', 1));
    const after = new ChangeFeed(new MemorySink(), clock, log);
    after.observe(database);
    const recovered = await Promise.all([...sink.held].map((begun) => after.recover(begun)));
    const delivered = recovered.map((record) => record && [record.eventID, record.eventName]);
    const [a, , c] = [...sink.held];
    expect(delivered).toEqual([[a?.eventId, 'MODIFY'], undefined, [c?.eventId, 'INSERT']]);
    expect(recovered[0]?.dynamodb).toMatchObject({ OldImage: { n: { N: '1' } }, NewImage: { n: { N: '2' } } });
  });
});
