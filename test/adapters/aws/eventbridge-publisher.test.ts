// PutEvents with a stub that responds like EventBridge: with a result for each entry.

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

/** Rejects the named entries. */
const takesOnly = (...taken: number[]) =>
  answer(
    200,
    JSON.stringify({
      FailedEntryCount: 1,
      Entries: [0, 1, 2].map((index) => (taken.includes(index) ? { EventId: 'e' } : { ErrorCode: 'InternalFailure' })),
    }),
    json,
  );

it('publishes an event with its source, its type and itself as the detail', async () => {
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

it('publishes many events in calls of ten, and makes no call without events', async () => {
  await publisher().publish(events(21));
  expect(idsTaken()).toEqual(events(21).map(({ eventId }) => eventId));
  expect(server.requests).toHaveLength(3);
  await publisher().publish([]);
  expect(server.requests).toHaveLength(3);
});

it('retries only the rejected events', async () => {
  server.next(takesOnly(1));
  await publisher().publish(events(3));
  expect(idsTaken()).toEqual(['event-0', 'event-2']);
});

it('fails when an event is still rejected at the last attempt, and names the event and the error code', async () => {
  server.always(takesOnly(1));
  await expect(publisher().publish(events(3))).rejects.toThrow('EventBridge rejected event-0 (InternalFailure).');
  expect(server.requests).toHaveLength(publishing.attempts);
});

it('treats a missing result as a failure', async () => {
  server.always(answer(200, '{"FailedEntryCount":0,"Entries":[]}', json));
  await expect(publisher().publish([deleted(1)])).rejects.toThrow('EventBridge rejected event-1 (no result).');
});

it.each([
  ['throttled', throttled, ['event-0']],
  ['fails with 500', internalError, ['event-0']],
  ['breaks off before the request arrives', dropBefore, ['event-0']],
  ['breaks off after the request arrived, which publishes the event twice', dropAfter, ['event-0', 'event-0']],
])('publishes although a call %s', async (_fault, behavior, taken) => {
  server.next(behavior);
  await publisher().publish(events(1));
  expect(idsTaken()).toEqual(taken);
});

it('stops waiting for an unresponsive service in time', async () => {
  server.always(silence);
  const limits = { ...eventBridgeLimits, connectMs: 100, attemptMs: 200, callMs: 500 };
  await expect(publisher(limits).publish([deleted(1)])).rejects.toThrow();
  expect(server.requests).toHaveLength(limits.maxAttempts);
});
