import {
  type AttributeValue,
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ImageKey, ImageRecord, ObjectVersion, Outcome, Owner, PendingImage, Processing, Renditions } from '../../core/image';
import type { ImageRepository } from '../../core/ports';
import { conditionalWrite } from './conditional-write';
import { fromItem, pendingAttributes, pendingSince, toItem } from './image-item';
import { type Change, toExpressions } from './update-expression';

type Client = Pick<DynamoDBClient, 'send'>;

/** Stores the records in one DynamoDB table: partition key `owner`, sort key `id`. */
export class DynamoImageRepository implements ImageRepository {
  constructor(
    private readonly client: Client,
    private readonly table: string,
  ) {}

  // The SDK repeats a put whose response was lost or late. An existing record is then the same image, because a UUIDv7 is
  // unique, and it may already have an outcome that a late put must not overwrite.
  async add(image: PendingImage): Promise<void> {
    await conditionalWrite(
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
        // One more than requested shows whether there is a next page. 101 records are far below a query's limit of 1 MB.
        Limit: limit + 1,
      }),
    );
    return { images: Items.slice(0, limit).map(fromItem), more: Items.length > limit };
  }

  // part: quotas
  async count(owner: Owner): Promise<number> {
    let count = 0;
    let from: Record<string, AttributeValue> | undefined;
    do {
      const { Count = 0, LastEvaluatedKey } = await this.client.send(
        new QueryCommand({
          TableName: this.table,
          KeyConditionExpression: '#owner = :owner',
          ExpressionAttributeNames: { '#owner': 'owner' },
          ExpressionAttributeValues: marshall({ ':owner': owner }),
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

  assign(image: ImageKey, { version, attempt }: ObjectVersion & { readonly attempt?: number }): Promise<boolean> {
    return this.update(image, {
      set: { version },
      // A file has arrived, which may have to wait longer than a record without one.
      remove: ['expiresAt'],
      condition: [
        '#status = :pending AND (attribute_not_exists(#version) OR #version = :version)',
        attempt === undefined ? undefined : 'AND #attempt <= :attempt',
      ],
      compare: { pending: 'PENDING', ...(attempt === undefined ? {} : { attempt }) },
    });
  }

  settle(image: ImageKey, { version }: ObjectVersion, outcome: Outcome, at: Date): Promise<boolean> {
    return this.update(image, {
      set: { ...outcome, version, updatedAt: at.toISOString(), publish: outcome.status },
      remove: [
        ...pendingAttributes, // part: sweep
        'expiresAt',
        ...(outcome.status === 'READY' ? ['rejection'] : []),
      ],
      condition: ['attribute_exists(#id) AND #status <> :ready AND (attribute_not_exists(#version) OR #version = :version)'],
      compare: { ready: 'READY' },
    });
  }

  // part: ops
  replaceSizes(
    image: ImageKey,
    { version }: ObjectVersion,
    { original, sizes, processing }: Renditions & { readonly processing: Processing },
    at: Date,
  ): Promise<boolean> {
    return this.update(image, {
      set: { original, sizes, processing, updatedAt: at.toISOString(), publish: 'READY' },
      condition: ['#status = :ready AND #version = :version'],
      compare: { ready: 'READY', version },
    });
  }

  async restart(image: ImageKey, attempt: number, at: Date): Promise<boolean> {
    const now = at.toISOString();
    return this.update(image, {
      set: {
        status: 'PENDING',
        attempt: attempt + 1,
        updatedAt: now,
        ...pendingSince(image.id, now), // part: sweep
      },
      remove: ['rejection', 'processing', 'publish', 'news'],
      condition: ['#status = :failed AND #rejection.#retryable = :retryable AND #attempt = :seen'],
      compare: { failed: 'FAILED', retryable: true, seen: attempt },
    });
  }

  async remove({ owner, id }: ImageKey): Promise<boolean> {
    const { Attributes } = await this.client.send(
      new DeleteItemCommand({ TableName: this.table, Key: marshall({ owner, id }), ReturnValues: 'ALL_OLD' }),
    );
    return Attributes !== undefined;
  }

  private update({ owner, id }: ImageKey, change: Change): Promise<boolean> {
    const expressions = toExpressions(change);
    return conditionalWrite(
      this.client.send(new UpdateItemCommand({ TableName: this.table, Key: marshall({ owner, id }), ...expressions })),
    );
  }
}
