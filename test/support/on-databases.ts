import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describeWith } from '../../lib/testing/describe-with';
import { dynamoDbLocal, startDynamoDbLocal } from '../../lib/testing/servers/dynamodb-local';
import type { ServerProcess } from '../../lib/testing/stand-ins/server-process';
import { createTable, type Database, openDatabase } from '../../local/dynamodb/database';

/** A database with the stack's table. */
export interface TestTable {
  /** Available when the tests run. */
  readonly client: () => DynamoDBClient;
  readonly table: string;
}

/** Runs the same tests on the local run's database and, if it is available, on AWS's DynamoDB Local. */
export function onDatabases(what: string, tests: (table: TestTable) => void): void {
  const table = 'Images';

  describe(`${what} on dynalite`, () => {
    let folder: string;
    let database: Database;
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'app-test-'));
      database = await openDatabase(folder);
    });
    afterAll(async () => {
      await database.close();
      await rm(folder, { recursive: true, force: true });
    });

    tests({ client: () => database.client, table });
  });

  describeWith(dynamoDbLocal, `${what} on DynamoDB Local`, (place) => {
    let server: ServerProcess;
    let client: DynamoDBClient;
    beforeAll(async () => {
      server = await startDynamoDbLocal(place);
      // It requires an access key of letters and digits only.
      const credentials = { accessKeyId: 'contract', secretAccessKey: 'contract' };
      client = new DynamoDBClient({ endpoint: server.endpoint, region: 'eu-central-1', credentials });
      await createTable(client, table);
    }, 60_000);
    afterAll(async () => {
      client?.destroy();
      await server?.close();
    });

    tests({ client: () => client, table });
  });
}
