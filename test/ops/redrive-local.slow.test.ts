import { rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { systemClock } from '../../lambda/adapters/system-clock';
import { defaultStack, stackPrefix } from '../../lambda/names';
import { photo } from '../../lib/testing/images/photo';
import { TestLog } from '../../lib/testing/test-log';
import { DataLock } from '../../local/data-lock';
import { s3Notification } from '../../local/s3/s3-notification';
import { queueFolders } from '../../local/sqs/box';
import { MessageFiles } from '../../local/sqs/message-files';
import { openBoxes } from '../../local/sqs/open-boxes';
import { openLocalRun } from '../../ops/redrive/local-run';
import { redriveOptions } from '../../ops/redrive/options';
import { Command, filesBelow, startLocal, temporaryFolder, until } from '../support/local';
import { openServices } from '../support/services';
import { createRecord, storeOriginal } from '../support/upload';

jest.setTimeout(30_000);

let dataDir: string;

beforeEach(async () => {
  dataDir = join(await temporaryFolder(), 'data');
});

const redrive = (...args: string[]) => Command.run('../ops/redrive/main.ts', args, { LOCAL_DATA_DIR: dataDir });

/** Writes a message into one of the queues. @param receives number of its receives  @param dead whether it is a dead letter */
async function place(queue: string, body: string, receives: number, dead = true): Promise<void> {
  const files = await MessageFiles.open(join(dataDir, queueFolders.get(queue) ?? ''));
  await files.save({ id: 'message', body, sentAt: Date.now(), place: 1, receives });
  if (dead) await files.moveToDeadLetters('message');
}

/** Creates an unprocessed upload. @returns its image and its message */
async function uploaded(): Promise<{ id: string; body: string }> {
  const ignored = { announce: async () => undefined, publish: async () => undefined, send: async () => undefined };
  const ports = { uploads: ignored, queues: ignored, events: ignored, clock: systemClock, log: new TestLog() };
  const services = await openServices({ dataDir, origin: 'http://localhost:1', ...ports });
  const id = await createRecord(services, 'alice');
  const facts = await storeOriginal(services, { owner: 'alice', id }, await photo());
  await services.close();
  return { id, body: s3Notification('originals', facts, new Date()) };
}

const deadFiles = () => filesBelow(join(dataDir, 'queue', 'dead'));

test('a dead-letter upload becomes READY after its cause is fixed, and only with --yes', async () => {
  const { id, body } = await uploaded();
  await place('uploads', body, 4, false);
  const renditions = join(dataDir, 'renditions');
  await rm(renditions, { recursive: true, force: true });
  await writeFile(renditions, 'in the way of the folder');
  const { url, alice } = await startLocal({ dataDir });
  const client = alice.client(url);
  expect(await client.settled(id, 20_000)).toMatchObject({ status: 'FAILED', retryable: true });
  await until(async () => (await deadFiles()).length === 1);
  await rm(renditions);

  const look = redrive();
  expect(await look.ended).toBe(0);
  expect(look.stdout).toBe(
    `uploads: 1\n  image ${id}, sent 0 min ago, tried 5 times\n  --yes sends them to resize-image again.\nchanges: none\nNothing was changed.\n`,
  );
  expect(await deadFiles()).toHaveLength(1);
  expect((await client.get(id)).status).toBe('FAILED');

  const yes = redrive('--yes');
  expect(await yes.ended).toBe(0);
  expect(yes.stdout).toBe('uploads: 1 redriven\nchanges: none\n');
  await until(async () => (await client.get(id)).status === 'READY');
  expect(await deadFiles()).toEqual([]);
});

test('processes messages that were redriven while the application was not running when it starts', async () => {
  const { id, body } = await uploaded();
  await place('uploads', body, 5);
  process.env.LOCAL_DATA_DIR = dataDir;

  const { queues, afterwards, close } = await openLocalRun();
  expect(await Promise.all(queues.map((queue) => queue.redrive()))).toEqual([{ redriven: 1, lost: 0, kept: [] }]);
  expect(afterwards).toBe('The application is not running. It processes them when it starts.');
  await expect(startLocal({ dataDir })).rejects.toThrow(`${dataDir} is used by process ${process.pid}`);
  await close();

  const { url, alice } = await startLocal({ dataDir });
  expect(await alice.client(url).settled(id, 20_000)).toMatchObject({ status: 'READY' });
});

test('redrives changes and events for the webhook, but not for a page of another site', async () => {
  const bodies: unknown[] = [];
  const receiver = createServer(async (request, response) => {
    bodies.push(await json(request));
    response.end();
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const event = { 'detail-type': 'ImageReady', detail: { id: 'image-1' } };
  const record = {
    eventID: 'change-1',
    eventName: 'REMOVE',
    dynamodb: {
      ApproximateCreationDateTime: 1_795_345_200,
      Keys: { owner: { S: 'alice' }, id: { S: 'image-2' } },
      OldImage: { owner: { S: 'alice' }, id: { S: 'image-2' }, status: { S: 'READY' } },
      SequenceNumber: '1',
    },
  };
  await place('webhook', JSON.stringify(event), 8);
  await place('changes', JSON.stringify({ record }), 8);
  const webhookUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const { url } = await startLocal({ dataDir, webhookUrl });

  const ask = (path = '', init?: RequestInit) => fetch(`${url}/local/dead-letters${path}`, init);
  expect(await (await ask()).json()).toMatchObject({ uploads: [], changes: [{ receives: 8 }], webhook: [{ receives: 8 }] });
  for (const queue of ['webhook', 'changes']) {
    expect(await (await ask(`/${queue}`, { method: 'POST' })).json()).toEqual({ redriven: 1 });
  }

  await until(() => bodies.length === 2);
  expect(bodies).toContainEqual(event);
  expect(bodies).toContainEqual(
    expect.objectContaining({ detail: expect.objectContaining({ type: 'ImageDeleted', id: 'image-2', eventId: 'change-1' }) }),
  );
  expect(await (await ask()).json()).toEqual({ uploads: [], changes: [], webhook: [] });

  expect((await ask('/toString', { method: 'POST' })).status).toBe(404);
  for (const site of ['cross-site', 'same-site']) {
    const headers = { 'sec-fetch-site': site };
    expect((await ask('', { headers })).status).toBe(403);
    expect((await ask('/uploads', { method: 'POST', headers })).status).toBe(403);
  }
  await new Promise((resolve) => receiver.close(resolve));
});

test('does not ask another program at the port of a killed application', async () => {
  const other = await startLocal();
  await place('uploads', '{}', 5);
  const port = Number(new URL(other.url).port);
  await writeFile(join(dataDir, 'lock.json'), JSON.stringify({ pid: process.pid, port }));
  const { running, boxes, close } = await openBoxes(dataDir);
  expect(running).toBe(false);
  expect(await boxes.uploads?.deadLetters()).toHaveLength(1);
  await close();
});

describe('rejects', () => {
  test('a data folder that does not exist, and does not create it', async () => {
    const command = redrive();
    expect(await command.ended).toBe(1);
    expect(command.errors).toBe(
      `The data folder ${dataDir} does not exist. Run npm start to create it, or set LOCAL_DATA_DIR to another folder.`,
    );
    expect(await filesBelow(dataDir)).toEqual([]);
  });

  test('a folder whose process does not answer', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const lock = await DataLock.take(dataDir, port);
    await expect(openBoxes(dataDir)).rejects.toThrow(`Cannot read the dead letters from http://localhost:${port} (`);
    await lock.release();
  });

  test.each(['--ye', `${stackPrefix}-production`, '--stack one two', '--yes=1'])('%s, and shows the usage', (line) => {
    expect(() => redriveOptions(line.split(' '))).toThrow(/\nUsage: npm run redrive -- \[--stack \[NAME\]\] \[--yes\]\n/);
  });
});

test.each([
  [[], { stack: undefined, yes: false }],
  [['--stack'], { stack: defaultStack, yes: false }],
  [['--stack', 'App-ada', '--yes'], { stack: 'App-ada', yes: true }],
  [['--yes', '--stack'], { stack: defaultStack, yes: true }],
])('accepts %j', (args, options) => {
  expect(redriveOptions(args)).toEqual(options);
});
