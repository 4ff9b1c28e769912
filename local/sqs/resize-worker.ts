import type { SQSRecord } from 'aws-lambda';
import resizeImage from '../../lambda/events/resize-image';
import { triggers } from '../../lambda/events/triggers';
import type { CommonServices, Services } from '../../lambda/services';
import { permitted } from '../iam/permitted';
import type { QueuedMessage } from './message-queue';

/** The memory that the deployed resizer is billed for, in MiB: the local run shows this computer's time at that price. */
const memoryMb = 1769;

/** Hands messages to the resizer as SQS would. */
export function resizeWorker(
  common: CommonServices,
  all: Omit<Services, keyof CommonServices>,
): (batch: readonly QueuedMessage[]) => Promise<void> {
  const row = triggers.find(({ name }) => name === 'resize-image');
  const services = permitted('resize-image', row?.may ?? [], common, all);
  let coldStart = true;
  return async (batch) => {
    const host = { memoryMb, coldStart };
    coldStart = false;
    await resizeImage({ Records: batch.map(sqsRecord) }, services, host);
  };
}

function sqsRecord({ id, body, sentAt, receives }: QueuedMessage): SQSRecord {
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
    eventSourceARN: 'arn:aws:sqs:local:000000000000:uploads',
    awsRegion: 'local',
  };
}
