import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  type QueryCommandOutput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { pendingShards } from '../../../../lambda/adapters/aws/image-item';
import type { ImageKey, ImageRecord, Owner, PendingImage } from '../../../../lambda/core/image';
import type { ImageRepository } from '../../../../lambda/core/ports';

const weekInSeconds = 7 * 24 * 60 * 60;

const shardOf = (id: string) => Number.parseInt(id.slice(-1), 16) % pendingShards;

function toRecord({ pendingShard, pendingSince, expiresAt, publish, version, ...image }: Record<string, unknown>) {
  return { ...image, ...(version ? { upload: { version } } : {}) } as unknown as ImageRecord;
}

/** The operations of endpoints on the records, with the document client. */
export class DocumentImageRepository implements Omit<ImageRepository, 'assign' | 'settle' | 'replaceSizes'> {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly table: string,
  ) {}

  async add({ upload, ...image }: PendingImage): Promise<void> {
    const index = { pendingShard: shardOf(image.id), pendingSince: image.updatedAt };
    const expiresAt = Math.floor(Date.parse(image.createdAt) / 1000) + weekInSeconds;
    const Item = { ...image, ...upload, ...index, expiresAt };
    await this.conditionalWrite(
      this.client.send(new PutCommand({ TableName: this.table, Item, ConditionExpression: 'attribute_not_exists(id)' })),
    );
  }

  async find(owner: Owner, id: string): Promise<ImageRecord | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: { owner, id }, ConsistentRead: true }));
    return Item && toRecord(Item);
  }

  async list(owner: Owner, { limit, before }: { limit: number; before?: string }) {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: before ? '#owner = :owner AND id < :before' : '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: { ':owner': owner, ...(before ? { ':before': before } : {}) },
        ScanIndexForward: false,
        Limit: limit + 1,
      }),
    );
    return { images: Items.slice(0, limit).map(toRecord), more: Items.length > limit };
  }

  async count(owner: Owner): Promise<number> {
    let count = 0;
    let from: QueryCommandOutput['LastEvaluatedKey'];
    do {
      const { Count = 0, LastEvaluatedKey }: QueryCommandOutput = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: { ':owner': owner },
          Select: 'COUNT',
          ConsistentRead: true,
          ExclusiveStartKey: from,
        }),
      );
      count += Count;
      from = LastEvaluatedKey;
    } while (from);
    return count;
  }

  restart({ owner, id }: ImageKey, attempt: number, at: Date): Promise<boolean> {
    const now = at.toISOString();
    return this.conditionalWrite(
      this.client.send(
        new UpdateCommand({
          TableName: this.table,
          Key: { owner, id },
          UpdateExpression:
            'SET #status = :pending, attempt = :next, updatedAt = :now, pendingShard = :shard, pendingSince = :now ' +
            'REMOVE rejection, processing, publish',
          ConditionExpression: '#status = :failed AND rejection.retryable = :true AND attempt = :attempt',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: {
            ':pending': 'PENDING',
            ':failed': 'FAILED',
            ':true': true,
            ':attempt': attempt,
            ':next': attempt + 1,
            ':now': now,
            ':shard': shardOf(id),
          },
        }),
      ),
    );
  }

  async remove({ owner, id }: ImageKey): Promise<boolean> {
    const { Attributes } = await this.client.send(
      new DeleteCommand({ TableName: this.table, Key: { owner, id }, ReturnValues: 'ALL_OLD' }),
    );
    return Attributes !== undefined;
  }

  private async conditionalWrite(write: Promise<unknown>): Promise<boolean> {
    try {
      await write;
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}
