import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../lambda/contract';
import type { Log } from '../lambda/services';
import { checkDatabase } from './database-check';
import { consoleLog } from './log';
import { StartError } from './start-error';

export interface Database {
  readonly client: DynamoDBClient;
  readonly table: string;
  close(): Promise<void>;
}

/** DynamoDB in this process, kept in a folder, with the table of the stack. @throws StartError when the folder is damaged */
export async function openDatabase(dataDir: string, log: Pick<Log, 'warn'> = consoleLog): Promise<Database> {
  const keeper = new DatabaseKeeper(join(dataDir, 'database'), log);
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
    throw error;
  }
  return { client, table, close };
}

interface Thread {
  readonly worker: Worker;
  readonly port: number;
}

/** Keeps a database open: when it has failed, whoever needs it next opens it anew. */
class DatabaseKeeper {
  private thread?: Promise<Thread>;
  private exited: Promise<unknown> = Promise.resolve();
  private closed = false;

  constructor(
    private readonly path: string,
    private readonly log: Pick<Log, 'warn'>,
  ) {}

  /** Where it is served now. @throws StartError when it cannot be opened */
  async endpoint() {
    if (this.closed) throw new Error('The database is closed.');
    this.thread ??= this.open();
    return { protocol: 'http:', hostname: '127.0.0.1', port: (await this.thread).port, path: '/' };
  }

  async close(): Promise<void> {
    this.closed = true;
    const thread = await this.thread?.catch(() => undefined);
    thread?.worker.postMessage('close');
    await this.exited;
  }

  private async open(): Promise<Thread> {
    try {
      await this.exited;
      for (const file of await checkDatabase(this.path)) {
        this.log.warn(
          'A file of the database ends in the middle of a record, which is left out: a crash, a full disk or damage cut it off.',
          { file },
        );
      }
      return await this.start();
    } catch (error) {
      this.thread = undefined;
      throw error instanceof StartError ? error : cannotBeOpened(this.path, (error as Error).message);
    }
  }

  private async start(): Promise<Thread> {
    const worker = new Worker(join(__dirname, 'database-thread.cjs'), { workerData: this.path, execArgv: [] });
    this.exited = new Promise((resolve) => worker.once('exit', resolve));
    worker.once('error', ({ message }) => {
      this.thread = undefined;
      this.log.warn('The database failed and is opened anew.', { folder: this.path, error: message });
    });
    const [{ port, failure, locked }] = await once(worker, 'message');
    if (locked) throw new StartError(`The database in ${this.path} is used by another process. Stop that process.`);
    if (failure) throw new Error(failure);
    return { worker, port };
  }
}

function cannotBeOpened(path: string, why: string): StartError {
  const full = /no space left|ENOSPC/i.test(why);
  const toDo = full ? 'Make room on the disk' : 'Remove the folder to start with an empty one';
  // LevelDB tells by words only what others tell by a code.
  const cause = full ? Object.assign(new Error(why), { code: 'ENOSPC' }) : undefined;
  return new StartError(`The database in ${path} cannot be opened (${why}). ${toDo}.`, { cause });
}

/** The table of the stack, unless it is there. */
export async function createTable(client: DynamoDBClient, table: string): Promise<void> {
  const { partitionKey, sortKey, pendingIndex } = tableSchema;
  const attributes = [partitionKey, sortKey, pendingIndex.partitionKey, pendingIndex.sortKey];
  const keySchema = ({ partitionKey, sortKey }: Pick<typeof tableSchema | typeof pendingIndex, 'partitionKey' | 'sortKey'>) => [
    { AttributeName: partitionKey.name, KeyType: 'HASH' as const },
    { AttributeName: sortKey.name, KeyType: 'RANGE' as const },
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
        GlobalSecondaryIndexes: [
          { IndexName: pendingIndex.name, KeySchema: keySchema(pendingIndex), Projection: { ProjectionType: 'KEYS_ONLY' } },
        ],
      }),
    );
  }
}
