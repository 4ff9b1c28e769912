import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { type Database, openDatabase } from '../../../local/database';
import { imageRepositoryContract } from '../../contracts/image-repository';

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
