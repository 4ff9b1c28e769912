import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ImageRecord, PendingImage } from '../../core/image';
import type { Rejection, RejectionCode } from '../../core/rejection';

type Item = Record<string, AttributeValue>;

/** Days after which DynamoDB expires a record whose file was never uploaded. */
const neverUploadedDays = 7;

// part: sweep
/** Number of shards of the index of pending records, so that no single partition receives every new record. */
export const pendingShards = 8;

// part: sweep
/** Attributes that only a pending record has. They put it into the index `ByPending`. */
export const pendingAttributes = ['pendingShard', 'pendingSince'] as const;

// part: sweep
/** Attributes that put a record into the index, as PENDING since the given time. */
export function pendingSince(id: string, since: string) {
  return { pendingShard: Number.parseInt(id.slice(-1), 16) % pendingShards, pendingSince: since };
}

/** Encodes a new record as a DynamoDB item. */
export function toItem({ upload, ...image }: PendingImage): Item {
  return marshall(
    {
      ...image,
      ...upload,
      ...pendingSince(image.id, image.updatedAt), // part: sweep
      expiresAt: Math.floor(Date.parse(image.createdAt) / 1000) + neverUploadedDays * 24 * 60 * 60,
    },
    { removeUndefinedValues: true },
  );
}

/**
 * Decodes a stored record. Any release may have written it: every attribute that is required here exists in the records of all
 * releases. Unknown attributes are kept.
 */
export function fromItem(item: Item): ImageRecord {
  // Release 0.1.0 ordered uploads by S3's sequencer, and named the attribute `publish` `news`.
  const { pendingShard, pendingSince, expiresAt, publish, news, version, sequencer, rejection, ...image } = unmarshall(item);
  return { ...image, ...(rejection && { rejection: renamed(rejection) }), ...(version && { upload: { version } }) } as ImageRecord;
}

/** Maps the codes of release 0.1.0 that were renamed later. */
const renamedCodes: Readonly<Record<string, RejectionCode>> = {
  OTHER_TYPE: 'CONTENT_TYPE_MISMATCH',
  DAMAGED: 'CORRUPT_IMAGE',
  UNKNOWN: 'UNRECOGNIZED_FORMAT',
  TOO_LONG: 'SIDE_TOO_LONG',
  FAULT: 'INTERNAL_ERROR',
};

const renamed = (rejection: Rejection): Rejection => ({ ...rejection, code: renamedCodes[rejection.code] ?? rejection.code });
