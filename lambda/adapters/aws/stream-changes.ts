import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ImageKey, ImageRecord } from '../../core/image';
import type { ImageChange } from '../../core/image-change';
import { fromItem } from './image-item';

/**
 * Identity of the service that removes expired items.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
const timeToLive = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/** Decodes records of the table's stream, which contain the old and the new item. */
export class StreamChanges {
  /** @throws Error when the record lacks a field that every stream record has */
  decode({
    eventID,
    eventName,
    userIdentity,
    dynamodb: { Keys, ApproximateCreationDateTime, ...items } = {},
  }: DynamoDBRecord): ImageChange {
    if (!eventID || !Keys || ApproximateCreationDateTime === undefined) {
      throw new Error(`The stream record ${eventID} has no event id, keys or creation time.`);
    }
    const { owner, id } = unmarshall(Keys as Item) as ImageKey;
    return {
      owner,
      id,
      changeId: eventID,
      at: new Date(ApproximateCreationDateTime * 1000),
      before: recordOf(items.OldImage),
      after: recordOf(items.NewImage),
      expired:
        eventName === 'REMOVE' && userIdentity?.type === timeToLive.type && userIdentity.principalId === timeToLive.principalId,
    };
  }
}

type Item = Record<string, AttributeValue>;

// The types for Lambda events and for the SDK describe the same structure differently.
function recordOf(item: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): ImageRecord | undefined {
  return item && fromItem(item as Item);
}
