import * as z from 'zod/mini';

/**
 * The message that Lambda sends about stream records that it discarded: their position in the stream, not the records.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
const DiscardedBatch = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  DDBStreamBatchInfo: z.object({
    shardId: z.string(),
    startSequenceNumber: z.string(),
    endSequenceNumber: z.string(),
    approximateArrivalOfFirstRecord: z.string(),
    batchSize: z.number(),
    streamArn: z.string(),
  }),
});

/** Consecutive changes in one shard of a stream. */
export interface ChangeBatch {
  readonly streamArn: string;
  readonly shardId: string;
  /** Sequence numbers of the first and the last change. Changes between them that the filter excludes are not part of the batch. */
  readonly first: bigint;
  readonly last: bigint;
  readonly size: number;
  readonly arrivedAt: string;
  /** Why Lambda discarded them, and after how many invocations. */
  readonly condition: string;
  readonly invocations: number;
}

/** @returns `undefined` when the message has another format */
export function parseChangeBatch(body: string): ChangeBatch | undefined {
  try {
    const { requestContext, DDBStreamBatchInfo: batch } = DiscardedBatch.parse(JSON.parse(body));
    return {
      streamArn: batch.streamArn,
      shardId: batch.shardId,
      first: BigInt(batch.startSequenceNumber),
      last: BigInt(batch.endSequenceNumber),
      size: batch.batchSize,
      arrivedAt: batch.approximateArrivalOfFirstRecord,
      condition: requestContext.condition,
      invocations: requestContext.approximateInvokeCount,
    };
  } catch {
    return undefined;
  }
}
