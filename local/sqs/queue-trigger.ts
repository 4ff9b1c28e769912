import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type QueueRow, triggerDefaults } from '../../lambda/events/trigger-row';
import type { Log } from '../../lambda/services';
import type { Invoke } from '../functions';
import { FailedMessages, MessageQueue, type QueuedMessage } from './message-queue';

export interface QueueTriggerProps {
  readonly row: QueueRow;
  /** Folder of the messages. */
  readonly folder: string;
  readonly invoke: Invoke;
  readonly log: Log;
  /**
   * Returns the body to deliver for a message of an earlier run, or nothing to discard it. @default - the message is delivered
   * again
   */
  readonly recover?: (message: QueuedMessage) => Promise<string | undefined>;
  /** Delay before a failed message is received again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/** The queue of a row, which invokes the function like an event source mapping. Delivery begins with `start`. */
export function openQueueTrigger({ row, folder, invoke, log, recover, retryMs }: QueueTriggerProps): Promise<MessageQueue> {
  const { queue, maxReceives = triggerDefaults.maxReceives, batchSize = triggerDefaults.queueBatchSize } = row.on;
  return MessageQueue.open(
    {
      folder,
      maxReceives,
      batchSize,
      retryMs,
      deliver: async (batch) => {
        const answer = await invoke({ Records: batch.map((message) => sqsRecord(message, queue)) });
        const failed = failuresIn(answer, batch);
        if (failed.length > 0) throw new FailedMessages(failed, `${row.name} reported it as failed.`);
      },
      onFailure: ({ id, receives }, error, givenUp) =>
        log.error(
          `message ${id} of ${queue} failed on receive ${receives}${givenUp ? ' and was moved to the dead letters' : ''}`,
          error,
        ),
      onDamage: (file) => log.warn(`A message of the queue ${queue} is corrupt and was set aside.`, { file }),
    },
    recover ?? (async ({ body }) => body),
  );
}

/** Ids of the failed messages. As in Lambda, an id that is not in the batch fails all of it. */
function failuresIn(answer: unknown, batch: readonly QueuedMessage[]): string[] {
  const { batchItemFailures = [] } = (answer ?? {}) as Partial<SQSBatchResponse>;
  const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  const all = batch.map(({ id }) => id);
  return failed.every((id) => all.includes(id)) ? failed : all;
}

function sqsRecord({ id, body, sentAt, receives }: QueuedMessage, queue: string): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `${id}-${receives}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'local',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:local:000000000000:${queue}`,
    awsRegion: 'local',
  };
}
