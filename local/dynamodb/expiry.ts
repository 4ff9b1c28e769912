import { setTimeout } from 'node:timers/promises';
import { ConditionalCheckFailedException, DeleteItemCommand, paginateScan } from '@aws-sdk/client-dynamodb';
import { tableSchema } from '../../lambda/contract';
import type { Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import type { ChangeFeed } from './change-feed';
import type { Database } from './database';

/**
 * The identity with which DynamoDB removes expired items.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/time-to-live-ttl-streams.html
 */
const timeToLive = { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const;

export interface ExpiryProps {
  readonly database: Pick<Database, 'client' | 'table'>;
  /** Receives the removed items. */
  readonly feed: Pick<ChangeFeed, 'client'>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/**
 * Replaces the time to live of the deployed table: removes expired items periodically until it is stopped. Resolves when the
 * last run has ended.
 * @param everyMs from the end of one run to the next, in milliseconds
 */
export async function runExpiry(props: ExpiryProps, signal: AbortSignal, everyMs = 60_000): Promise<void> {
  while (!signal.aborted) {
    try {
      await removeExpired(props, signal);
    } catch (error) {
      if (!signal.aborted) props.log.error('Not all expired items could be removed.', error as Error);
    }
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function removeExpired({ database, feed, clock }: ExpiryProps, signal: AbortSignal): Promise<void> {
  const { partitionKey, sortKey, timeToLive: expiresAt } = tableSchema;
  const past = {
    ExpressionAttributeValues: { ':now': { N: String(Math.floor(clock.now().getTime() / 1000)) } },
  };
  // The deployed application never scans, because DynamoDB does this itself. The local table is small.
  const pages = paginateScan(
    { client: database.client },
    {
      TableName: database.table,
      ...past,
      FilterExpression: '#expiresAt < :now',
      ProjectionExpression: '#partitionKey, #sortKey',
      ExpressionAttributeNames: { '#partitionKey': partitionKey.name, '#sortKey': sortKey.name, '#expiresAt': expiresAt },
    },
  );
  const service = feed.client(timeToLive);
  for await (const { Items = [] } of pages) {
    for (const Key of Items) {
      if (signal.aborted) return;
      await service
        .send(
          new DeleteItemCommand({
            TableName: database.table,
            Key,
            ...past,
            // It may have been written in between.
            ConditionExpression: '#expiresAt < :now',
            ExpressionAttributeNames: { '#expiresAt': expiresAt },
          }),
        )
        .catch((error) => {
          if (!(error instanceof ConditionalCheckFailedException)) throw error;
        });
    }
  }
}
