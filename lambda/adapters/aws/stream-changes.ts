import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ImageKey, ImageRecord } from '../../core/image';
import type { ImageChange } from '../../core/image-change';
import { fromItem } from './image-item';

/**
 * Who removes the items whose time is over.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
const timeToLive = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };

/** The changes of the table, as its stream tells them: with the old and the new item. */
export class StreamChanges {
  /** @throws Error when the record lacks what a stream of old and new items has */
  decode({
    eventID,
    eventName,
    userIdentity,
    dynamodb: { Keys, ApproximateCreationDateTime, ...items } = {},
  }: DynamoDBRecord): ImageChange {
    if (!eventID || !Keys || ApproximateCreationDateTime === undefined) {
      throw new Error(`The stream's record ${eventID} lacks its id, its keys or its time.`);
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

// The types of Lambda's events describe the same form as those of the client, each in its own way.
function recordOf(item: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): ImageRecord | undefined {
  return item && fromItem(item as Item);
}
