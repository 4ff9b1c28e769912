import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { uploadMaxReceives } from '../contract';
import { parseUploadKey } from '../core/keys';
import { type Host, processUpload } from '../core/process-upload';
import type { Services } from '../services';
import { parseS3Event } from './s3-upload-event';
import { trigger } from './trigger';

/**
 * Uploads that have arrived. Of a batch, the messages that met a fault go back to the queue; when all of them did, the
 * function itself fails, so that it is counted as an error.
 */
export default trigger(async ({ Records: messages }: SQSEvent, services, host): Promise<SQSBatchResponse> => {
  const faults = new Map<string, unknown>();
  for (const message of messages) {
    try {
      await resize(message, services, host);
    } catch (error) {
      faults.set(message.messageId, error);
    }
  }
  if (faults.size > 0 && faults.size === messages.length) {
    throw new AggregateError(faults.values(), `No upload of this batch could be processed: ${[...faults.values()].join('; ')}`);
  }
  for (const [messageId, error] of faults) services.log.error(`message ${messageId} failed`, error as Error);
  return { batchItemFailures: [...faults.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
});

async function resize(message: SQSRecord, services: Services, host: Host): Promise<void> {
  for (const { key, version, sequencer, writtenAt } of parseS3Event(message.body)) {
    const image = parseUploadKey(key);
    if (!image) {
      services.log.warn('An object that is no upload was written among the uploads.', { key });
      continue;
    }
    const attempts = Number(message.attributes.ApproximateReceiveCount);
    const upload = { ...image, version, sequencer, uploadedAt: writtenAt, attempts, isLastAttempt: attempts >= uploadMaxReceives };
    const result = await processUpload(upload, host, services);
    services.log.info('upload processed', { imageId: image.id, result });
  }
}
