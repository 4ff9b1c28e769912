import type * as z from 'zod/mini';
import { eventTypes } from '../../lambda/contract';
import type { ImageEvent } from '../../lambda/core/image-event';
import type { ImageEventSchema } from '../../lambda/events/image-event-schema';
import { exampleEvents } from '../support/bus-events';
import { eventViolation } from '../support/event-conformance';

// The compiler reports a field, code or type that is missing on either side.
type SchemaEvent = z.infer<typeof ImageEventSchema>;
const asSerialized = (event: ImageEvent): SchemaEvent => event;
const asEvent = (event: SchemaEvent): ImageEvent => event;

it('docs/events.md shows one valid event of every type', () => {
  expect(exampleEvents.map(({ type }) => type)).toEqual(eventTypes);
  for (const example of exampleEvents) expect(eventViolation(asSerialized(asEvent(asSerialized(example))))).toBeUndefined();
});

describe.each(exampleEvents)('$type', (example) => {
  it.each(Object.keys(example).filter((field) => field !== 'name'))('is invalid without its %s', (field) => {
    const { [field]: _, ...rest } = example as unknown as Record<string, unknown>;
    expect(eventViolation(rest)).toBeDefined();
  });

  it('may get new fields without a new version', () => {
    expect(eventViolation({ ...example, camera: 'Box Brownie' })).toBeUndefined();
  });

  it.each([{ version: 2 }, { id: 'one' }, { at: 'yesterday' }, { type: 'ImageLost' }])('is invalid with %j', (change) => {
    expect(eventViolation({ ...example, ...change })).toBeDefined();
  });
});
