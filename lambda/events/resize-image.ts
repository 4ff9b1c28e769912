import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { uploadMaxReceives } from '../contract';
import { type AnnouncedUpload, parseAnnouncedUpload } from '../core/announced-upload';
import { parseUploadKey } from '../core/keys';
import type { Host } from '../core/measure';
import { processUpload, type Upload } from '../core/process-upload';
import { resizeAgain } from '../core/resize-again';
import type { LogFields, Services } from '../services';
import { parseS3Event } from './s3-upload-event';
import { trigger } from './trigger';

/**
 * Processes uploads that have arrived. The failed messages of a batch return to the queue. If all of them failed, the function itself
 * fails, so that Lambda counts an error.
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
  return { batchItemFailures: [...faults.keys()].map((itemIdentifier) => ({ itemIdentifier })) };
});

async function resize(message: SQSRecord, services: Services, host: Host): Promise<void> {
  const attempts = Number(message.attributes.ApproximateReceiveCount);
  const receipt = { attempts, isLastAttempt: attempts >= uploadMaxReceives };
  let about: LogFields = { messageId: message.messageId };
  try {
    for (const upload of uploadsOf(message, services)) {
      about = { ...about, owner: upload.owner, imageId: upload.id };
      const arrived = { ...upload, ...receipt };
      const started = services.clock.ticks();
      const log = (result: string) =>
        services.log.info('upload processed', { ...about, ms: Math.round(services.clock.ticks() - started), result });
      // part: ops
      if (upload.again) {
        log(await resizeAgain(arrived, host, services));
        continue;
      }
      log(await processUpload(arrived, host, services));
    }
  } catch (error) {
    services.log.error('an upload could not be processed', error as Error, about);
    throw error;
  }
}

type NamedUpload = Omit<Upload, 'attempts' | 'isLastAttempt'> & Partial<AnnouncedUpload>;

/** Returns the uploads in a message, which is an S3 event or was sent by the application. */
function uploadsOf({ body }: SQSRecord, { log }: Services): NamedUpload[] {
  const announced = parseAnnouncedUpload(body);
  if (announced) return [{ ...announced, uploadedAt: new Date(announced.at) }];
  return parseS3Event(body).flatMap(({ key, version, writtenAt }) => {
    const image = parseUploadKey(key);
    if (!image) log.warn('The uploads contain an object that is not an upload.', { key });
    return image ? [{ ...image, version, uploadedAt: writtenAt }] : [];
  });
}
