import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { tableSchema } from '../../lambda/contract';
import type { Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import type { Database } from './database';
import { encodeItem, type ItemChange, type JsonItem, type Principal, streamRecord } from './stream-record';

export type Client = Pick<DynamoDBClient, 'send'>;
type Keys = Record<string, AttributeValue>;

/** A write that is about to happen. */
export type BegunChange = Pick<ItemChange, 'eventId' | 'keys' | 'before' | 'by'>;

/**
 * Receives changes. After a restart, the owner passes every held change that was neither released nor forgotten to the feed's
 * `recover`.
 */
export interface ChangeSink<Held> {
  /** Whether the changes of an item are delivered at all. @default - for every item */
  concerns?(keys: JsonItem): boolean;
  /** Stores a change before the write. */
  hold(change: BegunChange): Promise<Held>;
  /** Called after the write, so that the record is delivered. */
  release(held: Held, record: DynamoDBRecord): Promise<void>;
  /** Called when the write changed nothing. */
  forget(held: Held): Promise<void>;
}

/**
 * Replaces DynamoDB Streams in the local run. Every write of a single item passes through here: the old item is stored, the
 * item is written, and both are compared. Therefore no crash loses a change. Writes of one item are sequential; a change that
 * was interrupted by an error is completed before the next write of its item, or after the next start.
 */
export class ChangeFeed<Held = unknown> {
  private database?: Pick<Database, 'client' | 'table'>;
  private readonly turns = new Map<string, Promise<unknown>>();
  /** Incomplete changes, by item. */
  private readonly open = new Map<string, { held: Held; begun: BegunChange }>();
  private sequence = 0;

  constructor(
    private readonly sink: ChangeSink<Held>,
    private readonly clock: Clock,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /** Attaches a database. @returns a client whose writes go to the feed */
  observe(database: Pick<Database, 'client' | 'table'>): Client {
    this.database = database;
    return this.client();
  }

  /** Returns the database's client, with writes of single items that go to the feed. @param by the writer, if it is not a client */
  client(by?: Principal): Client {
    const { client, table } = this.connected;
    const send = (...args: [object, ...unknown[]]) => {
      // One of the overloads of `send`.
      const pass = () => (client.send as (...args: unknown[]) => Promise<unknown>).apply(client, args);
      const keys = keysOf(args[0], table);
      const followed = keys && (this.sink.concerns?.(encodeItem(keys)) ?? true);
      return followed ? this.write(keys, pass, by) : pass();
    };
    return { send: send as Client['send'] };
  }

  /** Returns the result of a write that a crash interrupted; `undefined` when it changed nothing. Call it before new writes. */
  async recover(begun: BegunChange): Promise<DynamoDBRecord | undefined> {
    return this.recordOf(begun, await this.read(begun.keys as Keys));
  }

  private write(keys: Keys, pass: () => Promise<unknown>, by?: Principal): Promise<unknown> {
    const item = JSON.stringify(encodeItem(keys));
    return this.inTurn(item, async () => {
      const before = await this.read(keys);
      await this.finish(item, before);
      const begun = { eventId: randomUUID().replaceAll('-', ''), keys: encodeItem(keys), before, by };
      this.open.set(item, { held: await this.sink.hold(begun), begun });
      try {
        return await pass();
      } finally {
        // Also for a failed write: it may have succeeded, with a lost response.
        await this.read(keys)
          .then((after) => this.finish(item, after))
          .catch((error) => this.log.error('A change of the database could not be delivered yet.', error));
      }
    });
  }

  private async finish(item: string, after: JsonItem | undefined): Promise<void> {
    const change = this.open.get(item);
    if (!change) return;
    const record = this.recordOf(change.begun, after);
    if (record) await this.sink.release(change.held, record);
    else await this.sink.forget(change.held);
    this.open.delete(item);
  }

  private recordOf(begun: BegunChange, after: JsonItem | undefined): DynamoDBRecord | undefined {
    if (isDeepStrictEqual(begun.before, after)) return undefined;
    const at = this.clock.now();
    // Increases across restarts.
    this.sequence = Math.max(this.sequence + 1, at.getTime() * 1000);
    return streamRecord({ ...begun, after, at, table: this.connected.table, sequence: this.sequence });
  }

  private async read(keys: Keys): Promise<JsonItem | undefined> {
    const { client, table } = this.connected;
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keys, ConsistentRead: true }));
    return Item && encodeItem(Item);
  }

  private inTurn<Result>(item: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.turns.get(item) ?? Promise.resolve()).then(work, work);
    const leave = () => {
      if (this.turns.get(item) === turn) this.turns.delete(item);
    };
    this.turns.set(item, turn);
    turn.then(leave, leave);
    return turn;
  }

  private get connected(): Pick<Database, 'client' | 'table'> {
    if (!this.database) throw new Error('The change feed has no database yet.');
    return this.database;
  }
}

/** Returns the key of the item that a command writes; `undefined` for all other commands. */
function keysOf(command: object, table: string): Keys | undefined {
  const isPut = command instanceof PutItemCommand;
  if (!isPut && !(command instanceof UpdateItemCommand) && !(command instanceof DeleteItemCommand)) return undefined;
  if (command.input.TableName !== table) return undefined;
  const from = (isPut ? (command as PutItemCommand).input.Item : command.input.Key) ?? {};
  const { partitionKey, sortKey } = tableSchema;
  return Object.fromEntries([partitionKey, sortKey].flatMap(({ name }) => (from[name] ? [[name, from[name]]] : [])));
}
