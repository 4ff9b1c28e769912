import * as z from 'zod/mini';

/**
 * What the stream's trigger writes down of changes that it gave up: where they stand in the stream, not the changes themselves.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
const GivenUp = z.object({
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

/** Changes that follow each other in one shard of a stream. */
export interface ChangeBatch {
  readonly streamArn: string;
  readonly shardId: string;
  /** Sequence numbers of the first and of the last; those between them that the filter holds back are no part of it. */
  readonly first: bigint;
  readonly last: bigint;
  readonly size: number;
  readonly arrivedAt: string;
  /** Why they were given up, and after how many invocations. */
  readonly condition: string;
  readonly invocations: number;
}

/** @returns `undefined` when the message is another one */
export function parseChangeBatch(body: string): ChangeBatch | undefined {
  try {
    const { requestContext, DDBStreamBatchInfo: batch } = GivenUp.parse(JSON.parse(body));
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
