import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ChangeBatch } from './change-batch';

/** Pages that are read for one batch, at most: a shard has some without a record. */
const maxPages = 1000;

/**
 * Reads changes from the stream once more, with those between them.
 * @returns `undefined` when the stream has them no more: it keeps a change for a day
 * @throws Error when the last one does not come
 */
export async function readChanges(
  client: Pick<DynamoDBStreamsClient, 'send'>,
  batch: ChangeBatch,
): Promise<DynamoDBRecord[] | undefined> {
  const found: DynamoDBRecord[] = [];
  try {
    let iterator = await iteratorAt(client, batch);
    for (let page = 0; iterator && page < maxPages; page += 1) {
      const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      for (const record of answer.Records ?? []) {
        const place = BigInt(record.dynamodb?.SequenceNumber ?? 0);
        if (place <= batch.last) found.push(asLambdaTells(record, batch.streamArn));
        if (place >= batch.last) return found;
      }
      iterator = answer.NextShardIterator;
    }
  } catch (error) {
    // The first: of a record that is too old. The second: of a shard, or of a stream, of which everything is.
    if (['TrimmedDataAccessException', 'ResourceNotFoundException'].includes((error as Error).name)) return undefined;
    throw error;
  }
  throw new Error(`The change ${batch.last} did not come out of ${batch.shardId}.`);
}

async function iteratorAt(
  client: Pick<DynamoDBStreamsClient, 'send'>,
  { streamArn, shardId, first }: ChangeBatch,
): Promise<string | undefined> {
  const command = new GetShardIteratorCommand({
    StreamArn: streamArn,
    ShardId: shardId,
    ShardIteratorType: 'AT_SEQUENCE_NUMBER',
    SequenceNumber: String(first),
  });
  return (await client.send(command)).ShardIterator;
}

/** Lambda hands a function the same record in a form that differs in three places: whose it is, when it was, and by whom. */
function asLambdaTells({ userIdentity, dynamodb, ...record }: _Record, streamArn: string): DynamoDBRecord {
  const at = dynamodb?.ApproximateCreationDateTime;
  return {
    ...record,
    eventSourceARN: streamArn,
    ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    dynamodb: { ...dynamodb, ...(at && { ApproximateCreationDateTime: at.getTime() / 1000 }) },
  } as DynamoDBRecord;
}
