import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ResourceNotFoundException,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { UserError } from '../../cli/user-error';
import { tableSchema } from '../../lambda/contract';
import type { Log } from '../../lambda/services';
import { consoleLog } from '../log';
import { checkDatabase } from './database-check';
import { DatabaseProcess } from './database-process';

export interface Database {
  readonly client: DynamoDBClient;
  readonly table: string;
  close(): Promise<void>;
}

/**
 * DynamoDB on this computer, stored in a folder, with the stack's table.
 * @param prepared its process @default - a new one
 * @throws UserError when the folder is corrupt
 */
export async function openDatabase(
  dataDir: string,
  log: Pick<Log, 'warn'> = consoleLog,
  prepared?: ChildProcess,
): Promise<Database> {
  const path = join(dataDir, 'database');
  const keeper = new DatabaseKeeper(path, log, prepared);
  const client = new DynamoDBClient({
    endpoint: () => keeper.endpoint(),
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const close = async () => {
    client.destroy();
    await keeper.close();
  };
  const table = 'Images';
  try {
    await keeper.endpoint();
    await createTable(client, table);
  } catch (error) {
    await close();
    throw error instanceof UserError ? error : cannotBeOpened(path, error as Error);
  }
  return { client, table, close };
}

/** Keeps a database open: after a failure, the next call reopens it. */
class DatabaseKeeper {
  private process?: Promise<DatabaseProcess>;
  private closed = false;

  constructor(
    private readonly path: string,
    private readonly log: Pick<Log, 'warn'>,
    private prepared?: ChildProcess,
  ) {}

  /** Its current URL. @throws UserError when it cannot be opened */
  async endpoint() {
    if (this.closed) throw new Error('The database is closed.');
    this.process ??= this.open();
    return { protocol: 'http:', hostname: '127.0.0.1', port: (await this.process).port, path: '/' };
  }

  async close(): Promise<void> {
    this.closed = true;
    const process = await this.process?.catch(() => undefined);
    await process?.close();
  }

  private async open(): Promise<DatabaseProcess> {
    try {
      await this.check(); // part: database-check
      const { prepared } = this;
      this.prepared = undefined;
      const process = await DatabaseProcess.start(this.path, prepared);
      void process.ended.then((fault) => this.failed(fault));
      return process;
    } catch (error) {
      this.process = undefined;
      throw cannotBeOpened(this.path, error as Error);
    }
  }

  // part: database-check
  /** @throws Error for corrupt files: LevelDB would return wrong data from them */
  private async check(): Promise<void> {
    for (const file of await checkDatabase(this.path)) {
      this.log.warn(
        'A file of the database ends in the middle of a record, which is skipped. A crash, a full disk or corruption truncated it.',
        { file },
      );
    }
  }

  private failed({ message, code }: NodeJS.ErrnoException): void {
    this.process = undefined;
    if (!this.closed) this.log.warn('The database failed. It is opened again.', { folder: this.path, error: message, code });
  }
}

function cannotBeOpened(path: string, { message: why, code }: NodeJS.ErrnoException): UserError {
  if (code === 'LEVEL_LOCKED') return new UserError(`The database in ${path} is used by another process. Stop that process.`);
  const full = /no space left|ENOSPC/i.test(why);
  const toDo = full ? 'Free disk space' : 'Remove the folder to start with an empty one';
  // LevelDB reports this only in its message, without an error code.
  const cause = full ? Object.assign(new Error(why), { code: 'ENOSPC' }) : undefined;
  return new UserError(`The database in ${path} cannot be opened (${why}). ${toDo}.`, { cause });
}

const keySchema = ({ partitionKey, sortKey }: Record<'partitionKey' | 'sortKey', { readonly name: string }>) => [
  { AttributeName: partitionKey.name, KeyType: 'HASH' as const },
  { AttributeName: sortKey.name, KeyType: 'RANGE' as const },
];

/** Creates the stack's table, unless it exists. */
export async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  const { partitionKey, sortKey } = tableSchema;
  const attributes = [
    partitionKey,
    sortKey,
    tableSchema.pendingIndex.partitionKey, // part: sweep
    tableSchema.pendingIndex.sortKey, // part: sweep
  ];
  try {
    await client.send(new DescribeTableCommand({ TableName: table }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
    await client.send(
      new CreateTableCommand({
        TableName: table,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: attributes.map(({ name, type }) => ({ AttributeName: name, AttributeType: type })),
        KeySchema: keySchema(tableSchema),
        // part: sweep
        GlobalSecondaryIndexes: [
          {
            IndexName: tableSchema.pendingIndex.name,
            KeySchema: keySchema(tableSchema.pendingIndex),
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
  }
  // Until then, writes are rejected.
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 }, { TableName: table });
}
