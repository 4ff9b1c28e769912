import {
  type _Record,
  type DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import type { ChangeBatch } from './change-batch';

/** Maximum number of pages to read for one batch: a shard has pages without records. */
const maxPages = 1000;

/**
 * Reads the changes of a batch from the stream, including the changes between them.
 * @returns `undefined` when the stream no longer has them: it keeps a change for 24 hours
 * @throws Error when the stream does not return the last change
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
        if (place <= batch.last) found.push(toLambdaRecord(record, batch.streamArn));
        if (place >= batch.last) return found;
      }
      iterator = answer.NextShardIterator;
    }
  } catch (error) {
    // The first is for a record that is too old, the second for a shard or a stream that is too old.
    if (['TrimmedDataAccessException', 'ResourceNotFoundException'].includes((error as Error).name)) return undefined;
    throw error;
  }
  throw new Error(`The shard ${batch.shardId} did not return the change ${batch.last}.`);
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

/** The record in Lambda's format, which differs in the source, the time and the identity. */
function toLambdaRecord({ userIdentity, dynamodb, ...record }: _Record, streamArn: string): DynamoDBRecord {
  const at = dynamodb?.ApproximateCreationDateTime;
  return {
    ...record,
    eventSourceARN: streamArn,
    ...(userIdentity && { userIdentity: { type: userIdentity.Type, principalId: userIdentity.PrincipalId } }),
    dynamodb: { ...dynamodb, ...(at && { ApproximateCreationDateTime: at.getTime() / 1000 }) },
  } as DynamoDBRecord;
}
