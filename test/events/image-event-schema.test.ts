import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import { eventTypes } from '../../lambda/contract';
import type { ImageEvent } from '../../lambda/core/image-event';
import { ImageEventSchema } from '../../lambda/events/image-event-schema';
import { eventViolation } from '../support/event-conformance';

const docs = join(__dirname, '../../docs');
const guide = readFileSync(join(docs, 'events.md'), 'utf8');

// In both directions: the compiler reports a field, code or type that is missing on either side.
const parse = (value: unknown): ImageEvent => ImageEventSchema.parse(value);
const asSerialized = (event: ImageEvent): z.infer<typeof ImageEventSchema> => event;

const examples = [...guide.matchAll(/```json\n([\s\S]+?)```/g)].map(([, json = '']) => parse(JSON.parse(json)));

it('docs/events.md shows one valid event of every type', () => {
  expect(examples.map(({ type }) => type)).toEqual(eventTypes);
  for (const example of examples) expect(eventViolation(asSerialized(example))).toBeUndefined();
});

describe.each(examples)('$type', (example) => {
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
