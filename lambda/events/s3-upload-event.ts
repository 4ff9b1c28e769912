import * as z from 'zod/mini';

const S3Record = z.object({
  eventTime: z.iso.datetime(),
  s3: z.object({
    object: z.object({ key: z.string(), versionId: z._default(z.optional(z.string()), 'null') }),
  }),
});

// S3's test event for a new notification has no Records.
const S3Event = z.object({ Records: z._default(z.optional(z.array(S3Record)), []) });

/** An object that was written, according to S3. */
export interface WrittenObject {
  readonly key: string;
  readonly version: string;
  readonly writtenAt: Date;
}

/**
 * Parses the objects in an S3 event.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws Error when the message is not an S3 event
 */
export function parseS3Event(body: string): WrittenObject[] {
  return S3Event.parse(JSON.parse(body)).Records.map(({ eventTime, s3: { object } }) => ({
    // S3 encodes keys like forms: a space is a plus sign.
    key: decodeURIComponent(object.key.replaceAll('+', ' ')),
    version: object.versionId,
    writtenAt: new Date(eventTime),
  }));
}
