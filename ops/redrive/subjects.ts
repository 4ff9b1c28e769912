import * as z from 'zod/mini';
import { parseAnnouncedUpload } from '../../lambda/core/announced-upload';
import { parseUploadKey } from '../../lambda/core/keys';
import { parseS3Event } from '../../lambda/events/s3-upload-event';

/** Describes a message. A dead letter may have any format: that may be why it failed. */
type Subject = (body: string) => string;

const readable =
  (subject: Subject): Subject =>
  (body) => {
    try {
      return subject(body);
    } catch {
      return 'a message that cannot be read';
    }
  };

/** An upload, announced by S3 or by the application. */
const uploadSubject = readable((body) => {
  const announced = parseAnnouncedUpload(body);
  if (announced) return `image ${announced.id}`;
  const images = parseS3Event(body).map(({ key }) => `image ${parseUploadKey(key)?.id ?? `of no record, ${key}`}`);
  return images.join(', ') || 'no image';
});

const BusEvent = z.object({ 'detail-type': z.string(), detail: z.object({ id: z.string() }) });

/** An event that the bus sends to a subscriber. */
export const eventSubject = readable((body) => {
  const { 'detail-type': type, detail } = BusEvent.parse(JSON.parse(body));
  return `${type} of image ${detail.id}`;
});

const HeldChange = z.object({
  record: z.object({
    eventName: z.string(),
    dynamodb: z.object({ Keys: z.object({ id: z.object({ S: z.string() }) }) }),
  }),
});

/** A change of a record, as the local run stores it. */
export const changeSubject = readable((body) => {
  const { eventName, dynamodb } = HeldChange.parse(JSON.parse(body)).record;
  return `${eventName} of image ${dynamodb.Keys.id.S}`;
});

/** A message of a queue. Only the function of another queue than `uploads` knows its format, so its beginning is shown. */
export function queueSubject(queue: string, body: string): string {
  if (queue === 'uploads') return uploadSubject(body);
  return `message ${body.length > 80 ? `${body.slice(0, 80)}…` : body}`;
}
