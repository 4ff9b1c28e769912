import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { createTable, type Database, openDatabase } from '../../../local/database';
import { imageRepositoryContract } from '../../contracts/image-repository';
import { describeWith } from '../../servers/describe-with';
import { dynamoDbLocal, startDynamoDbLocal } from '../../servers/dynamodb-local';
import type { ServerProcess } from '../../servers/server-process';

describe('DynamoImageRepository on dynalite', () => {
  let folder: string;
  let database: Database;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-api-test-'));
    database = await openDatabase(folder);
  });
  afterAll(async () => {
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  imageRepositoryContract(() => new DynamoImageRepository(database.client, database.table));
});

describeWith(dynamoDbLocal, 'DynamoImageRepository on DynamoDB Local', (folder) => {
  let server: ServerProcess;
  let client: DynamoDBClient;
  beforeAll(async () => {
    server = await startDynamoDbLocal(folder);
    // It wants an access key of letters and digits alone.
    const credentials = { accessKeyId: 'contract', secretAccessKey: 'contract' };
    client = new DynamoDBClient({ endpoint: server.endpoint, region: 'eu-central-1', credentials });
    await createTable(client, 'Images');
  }, 60_000);
  afterAll(async () => {
    client?.destroy();
    await server?.close();
  });

  imageRepositoryContract(() => new DynamoImageRepository(client, 'Images'));
});
