import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { photo } from '../../../lib/testing/images/photo';
import { TestLog } from '../../../lib/testing/test-log';
import type { BusEvent } from '../../../local/eventbridge/event-bus';
import type { Subscription } from '../../../local/eventbridge/subscription';
import { openWebhook, type WebhookProps } from '../../../local/eventbridge/webhook';
import { eventViolation } from '../../support/event-conformance';
import { startLocal, temporaryFolder, until } from '../../support/local';

/** A request that the receiver got. */
interface Received {
  readonly request: IncomingMessage;
  readonly event: BusEvent;
}

let server: Server;
let url: string;
let received: Received[];
/** Responses of the receiver, in order; then 204. */
let answers: ((response: ServerResponse) => unknown)[];
let folder: string;
let log: TestLog;
const open: Subscription[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  log = new TestLog();
  folder = await temporaryFolder();
  server = createServer(async (request, response) => {
    received.push({ request, event: (await json(request)) as BusEvent });
    const respond = answers.shift() ?? status(204);
    respond(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?from=test`;
});

afterEach(async () => {
  for (const webhook of open.splice(0)) await webhook.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    response.writeHead(code, headers).end('an answer');

const silence = () => undefined;

async function startWebhook(props: Partial<WebhookProps> = {}): Promise<Subscription> {
  const webhook = await openWebhook({ folder, url, log, retryMs: 1, maxReceives: 3, ...props });
  open.push(webhook);
  webhook.start();
  return webhook;
}

const event = (number = 1) => ({ version: '0', id: `delivery-${number}`, detail: { eventId: `event-${number}` } }) as BusEvent;

const waiting = async () => (await readdir(folder)).filter((name) => name !== 'dead');
const dead = () => readdir(join(folder, 'dead'));

it('sends each event by POST as JSON, and deletes it after it was accepted', async () => {
  const webhook = await startWebhook();
  await webhook.take(event(1));
  await webhook.take(event(2));
  await until(() => received.length === 2);
  const [{ request, event: sent }] = received as [Received, Received];
  expect(request).toMatchObject({
    method: 'POST',
    url: '/hook?from=test',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-api-key': 'local' },
  });
  expect([event(1), event(2)]).toContainEqual(sent);
  await until(async () => (await waiting()).length === 0);
});

it.each([
  ['responds with 500', status(500)],
  ['responds with 404', status(404)],
  ['responds with a redirect', status(307, { location: '/elsewhere' })],
  ['breaks the connection', (response: ServerResponse) => response.destroy()],
  ['never answers', silence],
])('retries an event when the server %s', async (_fault, answer) => {
  answers = [answer, answer];
  const webhook = await startWebhook({ timeoutMs: 100 });
  await webhook.take(event());
  await until(() => received.length === 3);
  expect(received.map(({ request, event: { id } }) => [request.url, id])).toEqual(Array(3).fill(['/hook?from=test', 'delivery-1']));
  await until(async () => (await waiting()).length === 0);
  expect(await dead()).toEqual([]);
});

it('sets an event aside that is never accepted, and logs it', async () => {
  answers = Array(3).fill(status(503));
  const webhook = await startWebhook();
  await webhook.take(event());
  await until(async () => (await dead()).length === 1);
  expect(received).toHaveLength(3);
  expect(log.entries.at(-1)).toMatchObject({
    level: 'warn',
    message: 'The webhook did not accept an event, which was moved to the dead letters.',
    detail: { url, receives: 3, error: 'The server responded with status 503.' },
  });
});

it('sends events in the next run that were not accepted in this one', async () => {
  answers = [status(503)];
  const webhook = await startWebhook({ retryMs: 60_000 });
  await webhook.take(event());
  await until(() => received.length === 1);
  await webhook.close();
  await startWebhook();
  await until(() => received.length === 2);
  expect(received[1]?.event).toEqual(event());
});

it('receives the events of the application', async () => {
  const application = await startLocal({ webhookUrl: url });
  const images = application.alice.images(application.url);
  const file = new Blob([new Uint8Array(await photo({ width: 320, height: 200 }))], { type: 'image/jpeg' });
  const id = await images.upload(file, 'photo.jpg');
  await images.settled(id);
  await until(() => received.length === 1);
  await images.remove(id);
  await until(() => received.length === 2);
  const details = received.map(({ event: { detail } }) => detail);
  expect(details).toMatchObject([
    { type: 'ImageReady', id, name: 'photo.jpg', original: { width: 320, height: 200 } },
    { type: 'ImageDeleted', id, cause: 'REQUEST' },
  ]);
  expect(details.map(eventViolation)).toEqual([undefined, undefined]); // part: event-schema
  await application.close();
}, 30_000);
