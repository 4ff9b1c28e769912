import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchWriteItemCommand } from '@aws-sdk/client-dynamodb';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { toItem } from '../../../lambda/adapters/aws/image-item';
import { type Database, openDatabase } from '../../../local/dynamodb/database';
import { pending } from '../../../test/contracts/image-repository';
import { inPairs, type Session, type Suite, samplesOf } from '../suite';

const limit = 20;
/** Pages that are read in each pair. */
const pages = 30;
/** The most that one call writes. */
const batch = 25;

const owners = { ours: { name: 'many', images: 100_000 }, baseline: { name: 'few', images: 1000 } } as const;

/** A page of the list of an owner with 100,000 images, against one with 1,000, in the same table of the local database. */
export const listPage: Suite = {
  benchmarks: { 'list-page': [{ name: 'list-page', unit: 'ms' }] },
  async open(): Promise<Session> {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    const database = await openDatabase(folder);
    const close = async () => {
      await database.close();
      await rm(folder, { recursive: true });
    };
    try {
      for (const { name, images } of Object.values(owners)) await seed(database, name, images);
    } catch (error) {
      await close();
      throw error;
    }
    const images = new DynamoImageRepository(database.client, database.table);
    const read = async (owner: string) => {
      const started = performance.now();
      for (let page = 0; page < pages; page++) {
        const { images: found, more } = await images.list(owner, { limit });
        if (found.length !== limit || !more) throw new Error(`The page of ${owner} has ${found.length} images.`);
      }
      return (performance.now() - started) / pages;
    };
    return {
      async measure(name, pairs) {
        const ours = () => read(owners.ours.name);
        const baseline = () => read(owners.baseline.name);
        await ours();
        await baseline();
        return { [name]: samplesOf(await inPairs(pairs, { ours, baseline }), (ms) => ms) };
      },
      close,
    };
  },
};

async function seed({ client, table }: Database, owner: string, images: number): Promise<void> {
  const write = () => {
    const requests = Array.from({ length: batch }, () => ({ PutRequest: { Item: toItem(pending(owner)) } }));
    return client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests } }));
  };
  for (let written = 0; written < images; written += 8 * batch) await Promise.all(Array.from({ length: 8 }, write));
}
