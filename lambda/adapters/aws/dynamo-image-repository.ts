import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ImageRecord, ObjectVersion, Outcome, Owner, PendingImage } from '../../core/image';
import type { ImageRepository } from '../../core/ports';
import { fromItem, pendingAttributes, toItem } from './image-item';

type Client = Pick<DynamoDBClient, 'send'>;

/** The records in one DynamoDB table: partition key `owner`, sort key `id`. */
export class DynamoImageRepository implements ImageRepository {
  constructor(
    private readonly client: Client,
    private readonly table: string,
  ) {}

  // The client library repeats a put whose answer was lost or late. The record that stands is then our own, because a new
  // UUIDv7 meets no other, and it may have been settled since: a put that was only late must not undo that.
  async add(image: PendingImage): Promise<void> {
    await unlessRefused(
      this.client.send(
        new PutItemCommand({ TableName: this.table, Item: toItem(image), ConditionExpression: 'attribute_not_exists(id)' }),
      ),
    );
  }

  async find(owner: Owner, id: string): Promise<ImageRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall({ owner, id }), ConsistentRead: true }),
    );
    return Item && fromItem(Item);
  }

  async list(
    owner: Owner,
    { limit, before }: { limit: number; before?: string },
  ): Promise<{ images: ImageRecord[]; more: boolean }> {
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.table,
        KeyConditionExpression: before ? '#owner = :owner AND #id < :before' : '#owner = :owner',
        ExpressionAttributeNames: { '#owner': 'owner', ...(before ? { '#id': 'id' } : {}) },
        ExpressionAttributeValues: marshall({ ':owner': owner, ...(before ? { ':before': before } : {}) }),
        ScanIndexForward: false,
        // One more than asked for tells whether there is a next page. 101 records stay far below a query's 1 MB.
        Limit: limit + 1,
      }),
    );
    return { images: Items.slice(0, limit).map(fromItem), more: Items.length > limit };
  }

  async settle({ owner, id }: { owner: Owner; id: string }, upload: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean> {
    const written = { ...outcome, ...upload, updatedAt: at.toISOString() };
    const dropped = [...pendingAttributes, ...(outcome.status === 'READY' ? ['rejection'] : ['original', 'sizes'])];
    const names = [...Object.keys(written), ...dropped];
    return unlessRefused(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: marshall({ owner, id }),
          UpdateExpression: `SET ${Object.keys(written).map((name) => `#${name} = :${name}`)} REMOVE ${dropped.map((name) => `#${name}`)}`,
          ConditionExpression:
            'attribute_exists(#id) AND (attribute_not_exists(#sequencer) OR #sequencer < :sequencer OR (#sequencer = :sequencer AND #status <> :ready))',
          ExpressionAttributeNames: Object.fromEntries(['id', ...names].map((name) => [`#${name}`, name])),
          ExpressionAttributeValues: marshall({
            ...Object.fromEntries(Object.entries(written).map(([name, value]) => [`:${name}`, value])),
            ':ready': 'READY',
          }),
        }),
      ),
    );
  }
}

/** Whether a write happened, or its condition was not met. */
async function unlessRefused(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
