import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EventBridgeEvent } from 'aws-lambda';
import { type EventType, eventSource } from '../../lambda/contract';
import type { ImageEvent } from '../../lambda/core/image-event';

const guide = readFileSync(join(__dirname, '../../docs/events.md'), 'utf8');

/** The examples in `docs/events.md`. */
export const exampleEvents: readonly ImageEvent[] = [...guide.matchAll(/```json\n([\s\S]+?)```/g)].map(([, json = '']) =>
  JSON.parse(json),
);

type EventOf<Type extends EventType> = Extract<ImageEvent, { readonly type: Type }>;

/** The example of a type, as EventBridge delivers it. */
export function busEvent<Type extends EventType>(type: Type): EventBridgeEvent<Type, EventOf<Type>> {
  const detail = exampleEvents.find((event): event is EventOf<Type> => event.type === type);
  if (!detail) throw new Error(`docs/events.md has no example of ${type}. Add one.`);
  return {
    version: '0',
    id: '17793124-05d4-b198-2fde-7ededc63b103',
    'detail-type': type,
    source: eventSource,
    account: '111122223333',
    time: '2026-11-22T12:00:00Z',
    region: 'eu-central-1',
    resources: [],
    detail,
  };
}
