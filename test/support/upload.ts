import type { SQSEvent } from 'aws-lambda';
import { uuidv7 } from 'uuidv7';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import { createImage } from '../../lambda/core/create-image';
import type { ContentType } from '../../lambda/core/formats';
import { uploadKey } from '../../lambda/core/keys';
import type { BlobStore } from '../../lambda/core/ports';
import resizeImage from '../../lambda/events/resize-image';
import type { CommonServices, Services } from '../../lambda/services';
import type { BlobFacts } from '../../local/s3/blob-file';
import { s3Notification } from '../../local/s3/s3-notification';

/** Implemented by the local run and in memory. */
export interface PortServices {
  readonly common: CommonServices;
  readonly own: Omit<Services, keyof CommonServices>;
}

/** The fields of an S3 object event. */
export type UploadedFacts = Pick<BlobFacts, 'key' | 'bytes' | 'version' | 'sequencer'>;

/** The originals, with a sequencer for each write. */
export interface OriginalServices {
  readonly own: { readonly originals: Pick<BlobStore, 'write'> & { stat(key: string): Promise<UploadedFacts | undefined> } };
}

/** Creates a record like POST /images. @returns its id */
export async function createRecord(
  { common, own }: PortServices,
  owner: string,
  contentType: ContentType = 'image/jpeg',
): Promise<string> {
  const { image } = await createImage(owner, { contentType }, { ...common, ...own, newId: uuidv7 });
  return image.id;
}

/** Stores a file in the originals, like its form. */
export async function storeOriginal(
  { own: { originals } }: OriginalServices,
  image: { owner: string; id: string },
  bytes: Uint8Array,
  contentType = 'image/jpeg',
): Promise<UploadedFacts> {
  const key = uploadKey(image.owner, image.id);
  await originals.write(key, bytes, contentType);
  const facts = await originals.stat(key);
  if (!facts) throw new Error('The written object does not exist.');
  return facts;
}

/** Creates the message of an upload that the application announced. */
export function announcedEvent(upload: AnnouncedUpload, { receives = 1 } = {}): SQSEvent {
  return sqsEvent([encodeAnnouncedUpload(upload)], receives);
}

/** Creates the event of a stored file, as S3 and SQS deliver it. */
export function uploadEvent(facts: UploadedFacts, { receives = 1, at = new Date('2026-11-22T11:59:58Z') } = {}): SQSEvent {
  return sqsEvent([s3Notification('originals', facts, at)], receives);
}

export function sqsEvent(bodies: string[], receives = 1): SQSEvent {
  const records = bodies.map((body, index) => ({
    messageId: `message-${index}`,
    receiptHandle: `receipt-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: '0',
      SenderId: 'test',
      ApproximateFirstReceiveTimestamp: '0',
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'aws:sqs',
    eventSourceARN: 'arn:aws:sqs:eu-central-1:111122223333:uploads',
    awsRegion: 'eu-central-1',
  }));
  return { Records: records };
}

export const host = { memoryMb: 1769, coldStart: true };

/** Runs the resizer's handler, with some of its services replaced. */
export function handleUpload(services: PortServices, event: SQSEvent, exchanged: Partial<Services> = {}) {
  return resizeImage(event, { ...services.common, ...services.own, ...exchanged }, host);
}
