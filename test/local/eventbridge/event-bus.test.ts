import type { ImageEvent } from '../../../lambda/core/image-event';
import { appName } from '../../../lambda/names';
import { TestLog } from '../../../lib/testing/test-log';
import { type BusEvent, EventBus } from '../../../local/eventbridge/event-bus';
import { eventViolation } from '../../support/event-conformance';

const failed: ImageEvent = {
  type: 'ImageFailed',
  version: 1,
  eventId: 'event-1',
  at: '2026-11-22T12:00:01.734Z',
  owner: 'alice',
  id: '019aab1c-7c00-7a3e-8f21-5b0d4a2c9e10',
  name: undefined,
  code: 'EMPTY',
  reason: 'The file is empty.',
  retryable: false,
};

it('sends each event to every subscriber in EventBridge’s format, and logs it', async () => {
  const log = new TestLog();
  const [one, other]: [BusEvent[], BusEvent[]] = [[], []];
  const bus = new EventBus(log);
  bus.subscribe(async (event) => void one.push(event));
  bus.subscribe(async (event) => void other.push(event));
  await bus.publish([failed, { ...failed, eventId: 'event-2' }]);

  const { name, ...detail } = failed;
  expect(one).toEqual([
    {
      version: '0',
      id: expect.stringMatching(/^[\da-f-]{36}$/),
      'detail-type': 'ImageFailed',
      source: appName,
      account: '000000000000',
      time: '2026-11-22T12:00:01Z',
      region: 'local',
      resources: [],
      detail,
    },
    expect.objectContaining({ detail: { ...detail, eventId: 'event-2' } }),
  ]);
  expect(one[0]?.detail).not.toHaveProperty('name');
  expect(eventViolation(one[0]?.detail)).toBeUndefined(); // part: event-schema
  expect(other.map(({ detail: { eventId } }) => eventId)).toEqual(['event-1', 'event-2']);
  expect(log.entries.map(({ message }) => message)).toEqual(['event ImageFailed', 'event ImageFailed']);
});

it('reports to its publisher when a subscriber rejects an event', async () => {
  const bus = new EventBus(new TestLog());
  bus.subscribe(async () => {
    throw new Error('The disk is full.');
  });
  await expect(bus.publish([failed])).rejects.toThrow('The disk is full.');
});
