import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { Message } from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { namesOf, type StreamRow, triggerDefaults } from '../../lambda/events/trigger-row';
import { type EventFilter, eventPattern } from '../../local/dynamodb/event-pattern';
import { parseChangeBatch } from './change-batch';
import type { DeadLetterQueue, Findings, Outcome, RedriveResult } from './dead-letter-queue';
import type { DeployedFunction } from './deployed-function';
import type { SqsLetters } from './sqs-letters';
import { readChanges } from './stream-records';

/** What is lost with changes that the stream no longer has, by the function that should have processed them. */
const losses: Readonly<Record<string, string>> = {
  'image-changed': ': their events are not published',
};

/**
 * Changes of the table that a function could not process. Their messages contain only a position in the stream: a redrive reads the
 * records from the stream and invokes the function with them, as its trigger does.
 */
export class ChangeLetters implements DeadLetterQueue {
  readonly name: string;
  readonly remedy: string;
  readonly loss: string;
  private readonly filters: readonly EventFilter[];
  private readonly batchSize: number;

  constructor(
    private readonly letters: SqsLetters,
    private readonly streams: Pick<DynamoDBStreamsClient, 'send'>,
    private readonly fn: DeployedFunction,
    row: StreamRow,
  ) {
    this.name = namesOf(row).source;
    this.remedy = `reads them from the stream, which keeps them for 24 hours, and invokes ${row.name} again`;
    this.loss = `the stream no longer has them${losses[row.name] ?? ''}`;
    this.filters = row.on.patterns.map(eventPattern);
    this.batchSize = row.on.batchSize ?? triggerDefaults.streamBatchSize;
  }

  inspect(): Promise<Findings> {
    return this.letters.inspect(({ Body = '' }) => {
      const batch = parseChangeBatch(Body);
      if (!batch) return { subject: 'a message that cannot be read' };
      const { size, arrivedAt, condition, invocations } = batch;
      return { subject: `${size} changes since ${arrivedAt}`, reason: `${condition} after ${invocations} invocations` };
    });
  }

  redrive(): Promise<RedriveResult> {
    return this.letters.drain((message) => this.follow(message));
  }

  private async follow({ Body = '' }: Message): Promise<Outcome> {
    const batch = parseChangeBatch(Body);
    if (!batch) return { kept: 'A message describes no changes.' };
    const changes = await readChanges(this.streams, batch);
    if (!changes) return 'LOST';
    const wanted = changes.filter((change) => this.filters.some((matches) => matches(change)));
    for (let start = 0; start < wanted.length; start += this.batchSize) {
      const failure = await this.process(wanted.slice(start, start + this.batchSize));
      if (failure) return { kept: `${batch.size} changes since ${batch.arrivedAt}: ${failure}` };
    }
    return 'REDRIVEN';
  }

  /** @returns why the records must be processed again; `undefined` when all were processed */
  private async process(Records: DynamoDBRecord[]): Promise<string | undefined> {
    const answer = await this.fn.invoke({ Records });
    if (answer.failure !== undefined) return answer.failure;
    const { batchItemFailures = [] } = (answer.response ?? {}) as Partial<DynamoDBBatchResponse>;
    return batchItemFailures.length > 0 ? `${this.fn.name} could not process all of them; its log names them.` : undefined;
  }
}
