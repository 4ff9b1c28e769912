// PutEvents against a stand-in that answers as EventBridge does: for each entry by itself.

import { eventBridgeLimits, publishing } from '../../../lambda/adapters/aws/client-config';
import { EventBridgePublisher } from '../../../lambda/adapters/aws/eventbridge-publisher';
import type { ImageEvent } from '../../../lambda/core/image-event';
import { appName } from '../../../lambda/names';
import { eventBridgeAt } from '../../../lib/testing/stand-ins/clients';
import { type EventBridgeServer, startEventBridgeServer } from '../../../lib/testing/stand-ins/eventbridge-server';
import {
  answer,
  dropAfter,
  dropBefore,
  type FaultyServer,
  internalError,
  silence,
  startFaultyServer,
} from '../../../lib/testing/stand-ins/faulty-server';

const json = { 'content-type': 'application/x-amz-json-1.1' };
const throttled = answer(400, '{"__type":"ThrottlingException","message":"slower"}', json);

let bridge: EventBridgeServer;
let server: FaultyServer;

beforeAll(async () => {
  bridge = await startEventBridgeServer();
  server = await startFaultyServer(bridge.endpoint);
});
beforeEach(() => {
  server.reset();
  bridge.entries.length = 0;
});
afterAll(async () => {
  await server.close();
  await bridge.close();
});

function publisher(limits = eventBridgeLimits): EventBridgePublisher {
  return new EventBridgePublisher(eventBridgeAt(server.endpoint, limits), 'App-test');
}

const deleted = (number: number): ImageEvent => ({
  type: 'ImageDeleted',
  version: 1,
  eventId: `event-${number}`,
  at: '2026-11-22T12:00:00.000Z',
  owner: 'ålice 😀',
  id: '019aab1c-7c00-7a3e-8f21-5b0d4a2c9e10',
  cause: 'REQUEST',
});
const events = (count: number) => Array.from({ length: count }, (_, index) => deleted(index));
const idsTaken = () => bridge.entries.map(({ Detail }) => JSON.parse(Detail).eventId);

/** Takes no entry but those named. */
const takesOnly = (...taken: number[]) =>
  answer(
    200,
    JSON.stringify({
      FailedEntryCount: 1,
      Entries: [0, 1, 2].map((index) => (taken.includes(index) ? { EventId: 'e' } : { ErrorCode: 'InternalFailure' })),
    }),
    json,
  );

it('puts an event on the bus with its source, its type and itself as the detail', async () => {
  await publisher().publish([deleted(1)]);
  expect(bridge.entries).toEqual([
    {
      EventBusName: 'App-test',
      Source: appName,
      DetailType: 'ImageDeleted',
      Detail: JSON.stringify(deleted(1)),
      Time: Date.parse('2026-11-22T12:00:00Z') / 1000,
    },
  ]);
});

it('puts many in calls of ten, and none for nothing', async () => {
  await publisher().publish(events(21));
  expect(idsTaken()).toEqual(events(21).map(({ eventId }) => eventId));
  expect(server.requests).toHaveLength(3);
  await publisher().publish([]);
  expect(server.requests).toHaveLength(3);
});

it('puts those again that were not taken, and only those', async () => {
  server.next(takesOnly(1));
  await publisher().publish(events(3));
  expect(idsTaken()).toEqual(['event-0', 'event-2']);
});

it('fails when an event is not taken in the end, and says which and why', async () => {
  server.always(takesOnly(1));
  await expect(publisher().publish(events(3))).rejects.toThrow('EventBridge rejected event-0 (InternalFailure).');
  expect(server.requests).toHaveLength(publishing.attempts);
});

it('takes an answer that says nothing of an event for a failure', async () => {
  server.always(answer(200, '{"FailedEntryCount":0,"Entries":[]}', json));
  await expect(publisher().publish([deleted(1)])).rejects.toThrow('EventBridge rejected event-1 (no result).');
});

it.each([
  ['throttled', throttled, ['event-0']],
  ['answered with 500', internalError, ['event-0']],
  ['cut off before it is heard', dropBefore, ['event-0']],
  ['cut off after it was heard, which tells the event twice', dropAfter, ['event-0', 'event-0']],
])('publishes although a call is %s', async (_fault, behaviour, taken) => {
  server.next(behaviour);
  await publisher().publish(events(1));
  expect(idsTaken()).toEqual(taken);
});

it('gives a silent service up in time', async () => {
  server.always(silence);
  const limits = { ...eventBridgeLimits, connectMs: 100, attemptMs: 200, callMs: 500 };
  await expect(publisher(limits).publish([deleted(1)])).rejects.toThrow();
  expect(server.requests).toHaveLength(limits.maxAttempts);
});
