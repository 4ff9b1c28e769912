import type { SQSEvent } from 'aws-lambda';
import resizeImage from '../lambda/events/resize-image';
import { triggers } from '../lambda/events/triggers';
import type { CommonServices, Services } from '../lambda/services';
import { permitted } from './permitted';
import type { QueuedMessage } from './upload-queue';

/** The memory that the deployed resizer is billed for, in MiB: the local run shows this computer's time at that price. */
const memoryMb = 1769;

/** Hands each message to the resizer as SQS would, in a batch of one. */
export function resizeWorker(
  common: CommonServices,
  all: Omit<Services, keyof CommonServices>,
): (message: QueuedMessage) => Promise<void> {
  const row = triggers.find(({ name }) => name === 'resize-image');
  const services = permitted('resize-image', row?.may ?? [], common, all);
  let coldStart = true;
  return async (message) => {
    const host = { memoryMb, coldStart };
    coldStart = false;
    await resizeImage(sqsEvent(message), services, host);
  };
}

function sqsEvent({ id, body, sentAt, receives }: QueuedMessage): SQSEvent {
  return {
    Records: [
      {
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
        eventSourceARN: 'arn:aws:sqs:local:000000000000:uploads',
        awsRegion: 'local',
      },
    ],
  };
}
