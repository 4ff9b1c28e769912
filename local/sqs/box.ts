import { namesOf, type TriggerRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';
import type { MessageQueue } from './message-queue';

/** Folder of the webhook's events, in the data folder. */
export const webhookFolder = 'webhook'; // part: webhook

/** Folders of all queues in the data folder, by the names of their dead-letter queues. A timer has none. */
export const queueFolders: ReadonlyMap<string, string> = new Map([
  ...(triggers as readonly TriggerRow[])
    .filter(({ on }) => !('schedule' in on))
    .map(namesOf)
    .map(({ source, folder }): [string, string] => [source, folder]),
  ['webhook', webhookFolder], // part: webhook
]);

/** The dead letters of one queue. */
export type DeadLetterBox = Pick<MessageQueue, 'deadLetters' | 'redrive'>;

/** The dead letters of all existing queues, by name. */
export type DeadLetterBoxes = Readonly<Record<string, DeadLetterBox>>;
