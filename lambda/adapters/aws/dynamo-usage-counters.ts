import { randomUUID } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { reservedOwnerPrefixes } from '../../core/keys';
import type { Counter, UsageCounters } from '../../core/ports';
import { conditionalWrite } from './conditional-write';

/** Days after which DynamoDB expires a daily counter. */
const keptDays = 2;

/** Stores counters in the images table, under a reserved owner: they are never listed and have no status. */
export class DynamoUsageCounters implements UsageCounters {
  constructor(
    private readonly client: Pick<DynamoDBClient, 'send'>,
    private readonly table: string,
  ) {}

  // The SDK repeats an update whose response was lost. A repeated increment counts twice: too much, never too little.
  async add(counter: Counter, limit: number, at: Date): Promise<boolean> {
    const expiresAt = expiryOf(counter);
    return this.update(counter, `ADD #count :one SET #addedAt = :at${expiresAt ? ', #expiresAt = :expiresAt' : ''}`, {
      condition: 'attribute_not_exists(#count) OR #count < :limit',
      values: { ':one': 1, ':limit': limit, ':at': at.toISOString(), ...(expiresAt && { ':expiresAt': expiresAt }) },
      names: { '#addedAt': 'addedAt', ...(expiresAt && { '#expiresAt': 'expiresAt' }) },
    });
  }

  // A repeated decrement would count too little, and allow more than the limit. Its id makes the repetition fail.
  async subtract(counter: Counter, since: Date): Promise<void> {
    const isNew = '(attribute_not_exists(#subtraction) OR #subtraction <> :subtraction)';
    await this.update(counter, 'ADD #count :less SET #subtraction = :subtraction', {
      condition: `#count > :none AND ${isNew} AND (attribute_not_exists(#correctedAt) OR #correctedAt < :since)`,
      values: { ':less': -1, ':none': 0, ':since': since.toISOString(), ':subtraction': randomUUID() },
      names: { '#correctedAt': 'correctedAt', '#subtraction': 'subtraction' },
    });
  }

  async read(counter: Counter): Promise<number> {
    const { Item } = await this.client.send(
      new GetItemCommand({ TableName: this.table, Key: keyOf(counter), ConsistentRead: true }),
    );
    return Item ? unmarshall(Item).count : 0;
  }

  async correct(counter: Counter, seen: number, to: number, since: Date, at: Date): Promise<void> {
    await this.update(counter, 'SET #count = :to, #correctedAt = :at', {
      condition: '#count = :seen AND #addedAt < :since',
      values: { ':seen': seen, ':to': to, ':since': since.toISOString(), ':at': at.toISOString() },
      names: { '#addedAt': 'addedAt', '#correctedAt': 'correctedAt' },
    });
  }

  private update(
    counter: Counter,
    expression: string,
    { condition, values, names }: { condition: string; values: Record<string, number | string>; names?: Record<string, string> },
  ): Promise<boolean> {
    return conditionalWrite(
      this.client.send(
        new UpdateItemCommand({
          TableName: this.table,
          Key: keyOf(counter),
          UpdateExpression: expression,
          ConditionExpression: condition,
          ExpressionAttributeNames: { '#count': 'count', ...names },
          ExpressionAttributeValues: marshall(values),
        }),
      ),
    );
  }
}

function keyOf(counter: Counter) {
  const id = counter.name === 'uploadsPerDay' ? `${counter.name}#${counter.day}` : counter.name;
  return marshall({ owner: `${reservedOwnerPrefixes.quota}${counter.owner}`, id });
}

/** Epoch seconds. */
function expiryOf(counter: Counter): number | undefined {
  return counter.name === 'uploadsPerDay' ? Date.parse(counter.day) / 1000 + keptDays * 24 * 60 * 60 : undefined;
}
