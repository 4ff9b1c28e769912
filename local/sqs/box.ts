import type { MessageQueue } from './message-queue';

/** The queues of the local run and the folders that they stand in. */
export const queueFolders = {
  uploads: 'queue',
  changes: 'changes',
  webhook: 'webhook', // part: webhook
} as const;

export type QueueName = keyof typeof queueFolders;

/** The dead letters of one queue. */
export type DeadLetterBox = Pick<MessageQueue, 'deadLetters' | 'redrive'>;

/** Those of all queues that there are; without a webhook there is none for it. */
export type DeadLetterBoxes = Readonly<Partial<Record<QueueName, DeadLetterBox>>>;
