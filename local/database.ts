import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { CreateTableCommand, DescribeTableCommand, DynamoDBClient, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { Level } from 'level';
import { tableSchema } from '../lambda/contract';
import { StartError } from './start-error';

export interface Database {
  readonly client: DynamoDBClient;
  readonly table: string;
  close(): Promise<void>;
}

/** DynamoDB in this process, kept in a folder, with the table of the stack. @throws StartError when the folder is damaged */
export async function openDatabase(dataDir: string): Promise<Database> {
  const path = join(dataDir, 'database');
  await probe(path);
  const server = dynalite({ path, createTableMs: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'local',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const table = 'Images';
  await createTable(client, table);
  return {
    client,
    table,
    async close() {
      client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

// Dynalite opens the folder long after it was asked to, and ends the process when it cannot.
async function probe(path: string): Promise<void> {
  const level = new Level(path);
  try {
    await level.open();
    await level.close();
  } catch (error) {
    const { message, cause } = error as Error;
    throw new StartError(
      `The database in ${path} cannot be opened (${(cause as Error | undefined)?.message ?? message}). Remove the folder to start with an empty one.`,
    );
  }
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
