import { createHash } from 'node:crypto';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, relative } from 'node:path';
import { systemClock } from '../../lambda/adapters/system-clock';
import { photo } from '../../lib/testing/images/photo';
import { TestLog } from '../../lib/testing/test-log';
import { s3Notification } from '../../local/s3/s3-notification';
import { queueFolders } from '../../local/sqs/box';
import { MessageFiles } from '../../local/sqs/message-files';
import { filesBelow, startLocal, temporaryFolder, until } from '../support/local';
import { openServices } from '../support/services';
import { createRecord, storeOriginal } from '../support/upload';

/** Requests that the webhook received. */
const sent: string[] = [];
const receiver = createServer((request, response) => {
  sent.push(request.url ?? '');
  response.end();
});
let webhookUrl: string;
/** A data folder with work in every queue. */
let left: { folder: string; imageId: string };

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  left = await leaveWork();
});

beforeEach(() => sent.splice(0));

afterAll(() => receiver.close());

/** An unprocessed upload, an unprocessed change, and an event that was not sent. */
async function leaveWork() {
  const folder = await temporaryFolder();
  const ignored = { announce: async () => undefined, publish: async () => undefined, send: async () => undefined };
  const ports = { uploads: ignored, queues: ignored, events: ignored, clock: systemClock, log: new TestLog() };
  const services = await openServices({ dataDir: folder, origin: 'http://localhost:1', ...ports });
  const imageId = await createRecord(services, 'alice');
  const facts = await storeOriginal(services, { owner: 'alice', id: imageId }, await photo());
  await services.close();
  const image = { owner: { S: 'alice' }, id: { S: 'image-2' } };
  const record = {
    eventID: 'change-1',
    eventName: 'REMOVE',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_345_200,
      Keys: image,
      OldImage: { ...image, status: { S: 'READY' } },
      SequenceNumber: '1',
    },
  };
  const bodies = {
    uploads: s3Notification('originals', facts, new Date()),
    changes: JSON.stringify({ record }),
    webhook: JSON.stringify({ 'detail-type': 'ImageReady', detail: { id: 'image-3' } }),
  };
  for (const [queue, body] of Object.entries(bodies)) {
    const files = await MessageFiles.open(join(folder, queueFolders.get(queue) ?? ''));
    await files.save({ id: 'message', body, sentAt: Date.now(), place: 1, receives: 0 });
  }
  return { folder, imageId };
}

/** Every file of a data folder that a start might change, with a hash of its content. */
async function contentsOf(folder: string): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const file of await filesBelow(folder)) {
    const path = relative(folder, file);
    if (/^(database|lock|issuer-key|signing-key)/.test(path)) continue;
    contents[path] = createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  }
  return contents;
}

async function copy(): Promise<string> {
  const folder = await temporaryFolder();
  await cp(left.folder, folder, { recursive: true });
  return folder;
}

test('work in every queue is processed after the application has started', async () => {
  const dataDir = await copy();
  const { url, alice } = await startLocal({ dataDir, webhookUrl });
  expect(await alice.client(url).settled(left.imageId, 20_000)).toMatchObject({ status: 'READY' });
  // The waiting event, that of the change, and that of the upload.
  await until(() => sent.length >= 3);
  await until(async () => Object.keys(await contentsOf(dataDir)).every((path) => /^(originals|renditions)/.test(path)));
});

test.each([
  ["the issuer's key is corrupt", 'issuer-key.json', "The issuer's key"],
  ['the signing key is corrupt', 'signing-key', 'The signing key'],
  ['the database is corrupt', 'database/CURRENT', 'The database in'],
  ['the queue of uploads cannot be read', 'queue/dead/x.json/', 'EISDIR'],
  ['the queue of changes cannot be read', 'changes/dead/x.json/', 'EISDIR'],
  ['the queue of the webhook cannot be read', 'webhook/dead/x.json/', 'EISDIR'],
  ['the port is in use', undefined, 'is in use'],
])('a start that fails because %s processes nothing', async (_, spoiled, message) => {
  const dataDir = await copy();
  if (spoiled?.endsWith('/')) await cp(__dirname, join(dataDir, spoiled), { recursive: true });
  else if (spoiled) await writeFile(join(dataDir, spoiled), 'rubbish\n');
  const before = await contentsOf(dataDir);
  const { port } = receiver.address() as AddressInfo;
  const started = startLocal({ dataDir, webhookUrl, ...(spoiled === undefined && { port }) });
  await expect(started).rejects.toThrow(message);
  // Any work would have been finished by now, or counted in the message's file.
  expect(await contentsOf(dataDir)).toEqual(before);
  expect(sent).toEqual([]);
});

test('a start that fails because the page cannot be built processes nothing', async () => {
  const dataDir = await copy();
  const before = await contentsOf(dataDir);
  // Replaces esbuild, which reads this variable when it is loaded, by a program that exits at once.
  process.env.ESBUILD_BINARY_PATH = '/bin/false';
  await jest.isolateModulesAsync(async () => {
    const { startApplication } = await import('../../local/application');
    const started = startApplication({ dataDir, webhookUrl, port: 0, log: new TestLog() });
    await expect(started).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^Cannot build the page \(.+\)\. Fix its source in web\/\.$/),
    });
  });
  delete process.env.ESBUILD_BINARY_PATH;
  expect(await contentsOf(dataDir)).toEqual(before);
  expect(sent).toEqual([]);
});
