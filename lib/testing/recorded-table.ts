import type { DynamoDBRecord } from 'aws-lambda';
import { ChangeFeed, type Client } from '../../local/dynamodb/change-feed';
import { type Database, openDatabase } from '../../local/dynamodb/database';
import { TestClock } from './test-clock';
import { TestLog } from './test-log';

/** A table whose changes are recorded like in its stream. */
export class RecordedTable {
  readonly name: string;
  readonly records: DynamoDBRecord[] = [];
  /** For the adapters. */
  readonly client: Client;
  /** The client that removes expired items. */
  readonly timeToLive: Client;

  /** @param database with the name of the table; records of other tables are ignored */
  constructor(private readonly database: Pick<Database, 'client' | 'table' | 'close'>) {
    const keep = async (_held: undefined, record: DynamoDBRecord) => void this.records.push(record);
    const feed = new ChangeFeed(
      { hold: async () => undefined, release: keep, forget: async () => undefined },
      new TestClock(),
      new TestLog(),
    );
    this.name = database.table;
    this.client = feed.observe(database);
    this.timeToLive = feed.client({ type: 'Service', principalId: 'dynamodb.amazonaws.com' });
  }

  /** Creates one in a folder of the test. */
  static async open(folder: string): Promise<RecordedTable> {
    return new RecordedTable(await openDatabase(folder));
  }

  get latest(): DynamoDBRecord {
    const record = this.records.at(-1);
    if (!record) throw new Error('Nothing was changed.');
    return record;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
