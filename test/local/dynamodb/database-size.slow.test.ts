import { randomBytes } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { openDatabase } from '../../../local/dynamodb/database';
import { newImageIn } from '../../support/json';
import { filesBelow, startLocal, temporaryFolder } from '../../support/local';

/** Size of all files of the database, in bytes. */
async function sizeOf(dataDir: string): Promise<number> {
  const files = await filesBelow(join(dataDir, 'database'));
  const sizes = await Promise.all(
    files.map((file) =>
      stat(file).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('after the next start, deleted images take no space in the database', async () => {
  const dataDir = await temporaryFolder();
  const first = await startLocal({ dataDir });
  for (let round = 0; round < 8; round += 1) {
    await Promise.all(
      Array.from({ length: 15 }, async () => {
        const { id } = await newImageIn(
          first.alice.fetch(`${first.url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' }),
        );
        expect((await first.alice.fetch(`${first.url}/images/${id}`, { method: 'DELETE' })).status).toBe(204);
      }),
    );
  }
  const grown = await sizeOf(dataDir);
  expect(grown).toBeGreaterThan(150_000);
  await first.close();
  const second = await startLocal({ dataDir });
  const compacted = await sizeOf(dataDir);
  await second.close();
  // The table itself, and the owner's counters.
  expect(compacted).toBeLessThan(12_000);
});

test('while it runs, the database takes a bounded space for items that come and go', async () => {
  const dataDir = await temporaryFolder();
  const { client, table, close } = await openDatabase(dataDir);
  const itemBytes = 100_000;
  let written = 0;
  let largest = 0;
  while (written < 80_000_000) {
    await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const Key = { owner: { S: 'ann' }, id: { S: `${written} ${index}` } };
        // Random, so that it cannot be compressed.
        const text = { S: randomBytes(itemBytes / 2).toString('hex') };
        await client.send(new PutItemCommand({ TableName: table, Item: { ...Key, text } }));
        await client.send(new DeleteItemCommand({ TableName: table, Key }));
      }),
    );
    written += 10 * itemBytes;
    largest = Math.max(largest, await sizeOf(dataDir));
  }
  await close();
  expect(largest).toBeLessThan(45_000_000);
  const again = await openDatabase(dataDir);
  expect(await sizeOf(dataDir)).toBeLessThan(12_000);
  await again.close();
});
