import { join } from 'node:path';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { sizeNames } from '../../lambda/core/sizes';
import { photo } from '../../lib/testing/images/photo';
import { TestLog } from '../../lib/testing/test-log';
import { openDatabase } from '../../local/dynamodb/database';
import { imageIn, newImageIn, problemIn } from '../../test/support/json';
import { Command, filesBelow, until } from '../../test/support/local';
import { type LocalUser, userOf } from '../../test/support/user';
import { SmallDisk, testWithSmallDisk } from './small-disk';

jest.setTimeout(60_000);

let disk: SmallDisk;
let alice: LocalUser;

afterEach(() => disk?.unmount());

const create = (url: string) => alice.fetch(`${url}/images`, { method: 'POST', body: '{"contentType": "image/jpeg"}' });

async function send(url: string, bytes: Buffer): Promise<{ id: string; answer: Response }> {
  const { id, upload } = await newImageIn(create(url));
  const form = new FormData();
  for (const [name, value] of Object.entries(upload.fields)) form.append(name, value);
  form.append('file', new Blob([new Uint8Array(bytes)]));
  return { id, answer: await fetch(upload.url, { method: 'POST', body: form }) };
}

testWithSmallDisk()('reports a full disk, keeps running, and loses no acknowledged upload', async () => {
  disk = await SmallDisk.mount(24);
  const dataDir = join(disk.folder, 'data');
  alice = userOf(dataDir);
  const command = Command.start(dataDir);
  const url = await command.ready();
  const bytes = await photo({ width: 1600, height: 1100 });
  const statusOf = async (id: string) => (await imageIn(alice.fetch(`${url}/images/${id}`))).status;
  const ready = (id: string) => until(async () => (await statusOf(id)) === 'READY', 20_000);

  // Space for two and a half originals, and for none of their renditions.
  await disk.leave(Math.round(bytes.length * 2.5));
  const finished: string[] = [];
  let refused: { id: string; answer: Response } | undefined;
  while (!refused) {
    const sent = await send(url, bytes);
    if (sent.answer.status === 204) finished.push(sent.id);
    else refused = sent;
  }
  expect(finished.length).toBeGreaterThan(0);
  expect(refused.answer.status).toBe(507);
  expect(await refused.answer.text()).toContain(
    '<Message>The disk of the application is full. Free disk space, then upload again.',
  );
  expect(await statusOf(refused.id)).toBe('PENDING');
  await until(async () => (await filesBelow(join(dataDir, 'originals'))).length === finished.length);
  expect(command.errors.match(/^\S+Z An upload was rejected because the disk is full\..*ENOSPC.*$/m)).toBeTruthy();

  // Now there is no space for records, either.
  await disk.leave(0);
  const statuses = new Set<number>();
  for (let count = 0; count < 20; count += 1) {
    const answer = await create(url);
    statuses.add(answer.status);
    if (answer.status !== 201) expect(await problemIn(answer)).toMatchObject({ status: answer.status, detail: expect.any(String) });
  }
  expect([...statuses].filter((status) => status !== 201 && status < 500)).toEqual([]);
  expect(statuses).toContain(500);
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect(command.errors).toMatch(/^\S+Z create-image failed .*(ENOSPC|No space left)/m);

  await disk.free();
  const { id, answer } = await send(url, bytes);
  expect(answer.status).toBe(204);
  await ready(id);
  for (const earlier of finished) await ready(earlier);
  await until(async () => (await filesBelow(join(dataDir, 'queue'))).length === 0);
  expect(await filesBelow(join(dataDir, 'incoming'))).toEqual([]);
  expect(await filesBelow(join(dataDir, 'renditions'))).toHaveLength(sizeNames.length * (finished.length + 1));

  // A stack trace is only allowed for a request during the failure of the database.
  const shown = command.errors.split('\n').filter((line) => /^\S.*(Error|failed)/.test(line) && !/ECONN|socket hang up/.test(line));
  expect(shown.filter((line) => !/(ENOSPC|No space left)/.test(line))).toEqual([]);

  // Acknowledged uploads also survive a crash.
  await command.kill();
  const again = await Command.start(dataDir).ready();
  for (const each of [...finished, id]) expect((await imageIn(alice.fetch(`${again}/images/${each}`))).status).toBe('READY');
});

testWithSmallDisk()('reopens a database that had no space, with all acknowledged writes', async () => {
  disk = await SmallDisk.mount(24);
  const log = new TestLog();
  const { client, table, close } = await openDatabase(disk.folder, log);
  const keyOf = (index: number) => ({ owner: { S: 'ann' }, id: { S: `${index}` } });
  const put = (index: number) =>
    client.send(new PutItemCommand({ TableName: table, Item: { ...keyOf(index), text: { S: 'x'.repeat(10_000) } } }));

  await disk.leave(100_000);
  const answered: number[] = [];
  await expect(
    (async () => {
      for (let index = 0; index < 10_000; index += 1) {
        await put(index);
        answered.push(index);
      }
    })(),
  ).rejects.toThrow();
  await until(() => log.entries.length > 0);
  expect(log.entries[0]).toMatchObject({
    message: 'The database failed. It is opened again.',
    detail: { error: expect.stringMatching(/IO error|space left/) },
  });

  await disk.free();
  await put(10_000);
  for (const index of [...answered, 10_000]) {
    const { Item } = await client.send(new GetItemCommand({ TableName: table, Key: keyOf(index), ConsistentRead: true }));
    expect(Item?.id?.S).toBe(`${index}`);
  }
  await close();
});
