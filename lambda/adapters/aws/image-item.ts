import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { ImageRecord, PendingImage } from '../../core/image';
import type { Rejection, RejectionCode } from '../../core/rejection';

type Item = Record<string, AttributeValue>;

/** Records whose upload never came are DynamoDB's to remove after so many days. */
const neverUploadedDays = 7;

/** The index of pending records is spread over so many partitions, so that no single one takes every new record. */
export const pendingShards = 8;

/** Attributes that only a pending record has: they put it into the index `ByPending`. */
export const pendingAttributes = ['pendingShard', 'pendingSince'] as const;

/** What puts a record into the index, as PENDING since a moment. */
export function pendingSince(id: string, since: string) {
  return { pendingShard: Number.parseInt(id.slice(-1), 16) % pendingShards, pendingSince: since };
}

/** A new record, as DynamoDB stores it. */
export function toItem({ upload, ...image }: PendingImage): Item {
  return marshall(
    {
      ...image,
      ...upload,
      ...pendingSince(image.id, image.updatedAt),
      expiresAt: Math.floor(Date.parse(image.createdAt) / 1000) + neverUploadedDays * 24 * 60 * 60,
    },
    { removeUndefinedValues: true },
  );
}

/**
 * A stored record. Only the adapters of this folder write them, but any release may have: what today's code needs of a record
 * stands in those of every release, `test/fixtures/records` holds one set for each, and attributes that are not known are kept.
 */
export function fromItem(item: Item): ImageRecord {
  // Release 0.1.0 ordered uploads by S3's sequencer, and called `publish` `news`.
  const { pendingShard, pendingSince, expiresAt, publish, news, version, sequencer, rejection, ...image } = unmarshall(item);
  return { ...image, ...(rejection && { rejection: renamed(rejection) }), ...(version && { upload: { version } }) } as ImageRecord;
}

/** The codes that release 0.1.0 wrote and later ones renamed. */
const renamedCodes: Readonly<Record<string, RejectionCode>> = {
  OTHER_TYPE: 'CONTENT_TYPE_MISMATCH',
  DAMAGED: 'CORRUPT_IMAGE',
  UNKNOWN: 'UNRECOGNIZED_FORMAT',
  TOO_LONG: 'SIDE_TOO_LONG',
  FAULT: 'INTERNAL_ERROR',
};

const renamed = (rejection: Rejection): Rejection => ({ ...rejection, code: renamedCodes[rejection.code] ?? rejection.code });
