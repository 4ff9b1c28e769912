import type { Trigger } from '../lambda/events/trigger';
import type { QueueRow } from '../lambda/events/trigger-row';
import { triggers } from '../lambda/events/triggers';

export interface QueueFunction {
  readonly row: QueueRow;
  // biome-ignore lint/suspicious/noExplicitAny: each handler has the event type of its trigger.
  readonly handler: Trigger<any, unknown>;
}

/** Each trigger with a queue, with the file of its name. The other triggers stay functions. */
export const loadQueueFunctions = (): QueueFunction[] =>
  triggers
    .filter((row) => 'queue' in row.on)
    .map((row) => ({ row: row as QueueRow, handler: require(`../lambda/events/${row.name}.ts`).default }));
