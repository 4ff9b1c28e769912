import * as z from 'zod/mini';

const S3Record = z.object({
  eventTime: z.iso.datetime(),
  s3: z.object({
    object: z.object({ key: z.string(), versionId: z._default(z.optional(z.string()), 'null') }),
  }),
});

// The event that S3 sends to try out a new notification has no Records.
const S3Event = z.object({ Records: z._default(z.optional(z.array(S3Record)), []) });

/** An object that was written, as S3 tells it. */
export interface WrittenObject {
  readonly key: string;
  readonly version: string;
  readonly writtenAt: Date;
}

/**
 * The objects that a notification names.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * @throws Error when the message is no notification of S3
 */
export function parseS3Event(body: string): WrittenObject[] {
  return S3Event.parse(JSON.parse(body)).Records.map(({ eventTime, s3: { object } }) => ({
    // Keys come as forms encode them: a space is a plus sign.
    key: decodeURIComponent(object.key.replaceAll('+', ' ')),
    version: object.versionId,
    writtenAt: new Date(eventTime),
  }));
}
