import { type DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { tableSchema } from '../../contract';
import type { ObjectVersion } from '../../core/image';
import type { PendingImages, PendingSince } from '../../core/ports';
import type { Rejection } from '../../core/rejection';
import { conditionalWrite } from './conditional-write';
import { pendingAttributes, pendingShards } from './image-item';
import { type Change, toExpressions } from './update-expression';

/**
 * Reads the sparse index of PENDING records. The index is eventually consistent, so that every write checks the condition in
 * the table.
 */
export class DynamoPendingImages implements PendingImages {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly table: string,
  ) {}

  async list(before: Date, limit: number): Promise<PendingSince[]> {
    const shards = Array.from({ length: pendingShards }, (_, shard) => shard);
    const lists = await Promise.all(shards.map((shard) => this.listShard(shard, before, Math.ceil(limit / pendingShards))));
    return lists.flat();
  }

  claim(image: PendingSince, at: Date): Promise<boolean> {
    return this.update(image, {
      set: { pendingSince: at.toISOString() },
      condition: ['#status = :pending AND #pendingSince = :since'],
      compare: { pending: 'PENDING', since: image.since },
    });
  }

  abandon(image: PendingSince, rejection: Rejection, at: Date, upload?: ObjectVersion): Promise<boolean> {
    return this.update(image, {
      set: { status: 'FAILED', rejection, ...upload, updatedAt: at.toISOString(), publish: 'FAILED' },
      // A record without a file still expires.
      remove: [...pendingAttributes, ...(upload ? ['expiresAt'] : [])],
      condition: [
        '#status = :pending AND #pendingSince = :since AND (attribute_not_exists(#version)',
        upload && 'OR #version = :version',
        ')',
      ],
      compare: { pending: 'PENDING', since: image.since },
    });
  }

  private async listShard(shard: number, before: Date, limit: number): Promise<PendingSince[]> {
    const { name, partitionKey, sortKey } = tableSchema.pendingIndex;
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        IndexName: name,
        KeyConditionExpression: '#shard = :shard AND #since < :before',
        ExpressionAttributeNames: { '#shard': partitionKey.name, '#since': sortKey.name },
        ExpressionAttributeValues: marshall({ ':shard': shard, ':before': before.toISOString() }),
        Limit: limit,
      }),
    );
    return Items.map((item) => unmarshall(item)).map(({ owner, id, pendingSince: since }) => ({ owner, id, since }));
  }

  private update({ owner, id }: PendingSince, change: Change): Promise<boolean> {
    const expressions = toExpressions(change);
    return conditionalWrite(
      this.client.send(new UpdateItemCommand({ TableName: this.table, Key: marshall({ owner, id }), ...expressions })),
    );
  }
}
