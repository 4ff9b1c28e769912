import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { conditionalWrite } from '../../lambda/adapters/aws/conditional-write';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import {
  fromItem,
  pendingSince, // part: sweep
} from '../../lambda/adapters/aws/image-item';
import type { ImageKey, ImageRecord, Owner } from '../../lambda/core/image';
import { reservedOwnerPrefixes } from '../../lambda/core/keys'; // part: quotas, sweep
import { expiryOf } from './archived-image';
import type { StoredRecords } from './image-home';

type Item = Record<string, AttributeValue>;

/**
 * The records of a stage's table.
 *
 * A file that arrives in the bucket starts the resizer. It removes a file without a record and a file that its record does not name, and
 * processes one whose record is PENDING. READY without a version is the only state in which it leaves any file alone, so that a record is
 * reserved in that state until its files are there. No write sets `publish`, so that the filter of the stream passes none of them.
 */
export class DynamoRecords implements StoredRecords {
  private readonly images: DynamoImageRepository;

  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly table: string,
  ) {
    this.images = new DynamoImageRepository(client, table);
  }

  // Strongly consistent, so that a record that was written before the stop is read.
  async *all(): AsyncIterable<readonly ImageRecord[]> {
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.client.send(
        new ScanCommand({ TableName: this.table, ConsistentRead: true, ExclusiveStartKey: from }),
      );
      yield Items.filter(isRecord).map(fromItem);
      from = LastEvaluatedKey;
    } while (from);
  }

  async find({ owner, id }: ImageKey): Promise<ImageRecord | undefined> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: marshall({ owner, id }), ConsistentRead: true }),
    );
    return Item && isRecord(Item) ? fromItem(Item) : undefined;
  }

  reserve(record: ImageRecord, seen: ImageRecord | undefined): Promise<boolean> {
    const { owner, id, contentType, createdAt, updatedAt, attempt } = record;
    const shown = { original: { bytes: 0, width: 1, height: 1, format: 'jpeg' }, sizes: {}, processing: undecided };
    const Item = { owner, id, contentType, createdAt, updatedAt, attempt, status: 'READY', ...shown, [reserved]: true };
    return this.put(Item, seen);
  }

  write(record: ImageRecord, seen: ImageRecord | undefined): Promise<boolean> {
    const { upload, ...image } = record;
    const expiresAt = expiryOf(record);
    const item = {
      ...image,
      ...upload,
      ...(record.status === 'PENDING' && pendingSince(record.id, record.updatedAt)), // part: sweep
      ...(expiresAt && { expiresAt: Math.floor(expiresAt.getTime() / 1000) }),
    };
    return this.put(item, seen);
  }

  async remove(image: ImageKey): Promise<void> {
    await this.images.remove(image);
  }

  // part: quotas
  async raiseCount(owner: Owner): Promise<void> {
    const count = await this.images.count(owner);
    await conditionalWrite(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: marshall({ owner: `${reservedOwnerPrefixes.quota}${owner}`, id: 'storedImages' }),
          UpdateExpression: 'SET #count = :count, #addedAt = :at',
          ConditionExpression: 'attribute_not_exists(#count) OR #count < :count',
          ExpressionAttributeNames: { '#count': 'count', '#addedAt': 'addedAt' },
          ExpressionAttributeValues: marshall({ ':count': count, ':at': new Date().toISOString() }),
        }),
      ),
    );
  }

  private put(item: Record<string, unknown>, seen: ImageRecord | undefined): Promise<boolean> {
    const free = 'attribute_not_exists(#id) OR attribute_exists(#reserved)';
    const unchanged = '(#updatedAt = :updatedAt AND #status = :status AND #attempt = :attempt)';
    return conditionalWrite(
      this.client.send(
        new PutItemCommand({
          TableName: this.table,
          Item: marshall(item, { removeUndefinedValues: true }),
          ConditionExpression: seen ? `${free} OR ${unchanged}` : free,
          ExpressionAttributeNames: {
            '#id': 'id',
            '#reserved': reserved,
            ...(seen && { '#updatedAt': 'updatedAt', '#status': 'status', '#attempt': 'attempt' }),
          },
          ...(seen && {
            ExpressionAttributeValues: marshall({
              ':updatedAt': seen.updatedAt,
              ':status': seen.status,
              ':attempt': seen.attempt,
            }),
          }),
        }),
      ),
    );
  }
}

/** The attribute of a reserved record. */
const reserved = 'importing';

const undecided = { ms: 0, queuedMs: 0, memoryMb: 0, coldStart: false, attempts: 0 };

function isRecord({ owner, status, [reserved]: reservation }: Item): boolean {
  if (!status || reservation) return false;
  // part: quotas, sweep
  if (Object.values(reservedOwnerPrefixes).some((prefix) => owner?.S?.startsWith(prefix))) return false;
  return true;
}
