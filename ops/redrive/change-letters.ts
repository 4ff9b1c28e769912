import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { InvokeCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Message } from '@aws-sdk/client-sqs';
import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { triggerNamed } from '../../lambda/events/triggers';
import { eventPattern } from '../../local/dynamodb/event-pattern';
import { parseChangeBatch } from './change-batch';
import type { DeadLetterQueue, Findings, Outcome, RedriveResult } from './dead-letter-queue';
import type { SqsLetters } from './sqs-letters';
import { readChanges } from './stream-records';

/** Records in one invocation, as for the trigger. */
const batchSize = 10;

/** The function's response, or its error. */
type Answer = Partial<DynamoDBBatchResponse> & { readonly errorMessage?: string };

const filters = triggerNamed('image-changed').on.patterns.map(eventPattern);

/**
 * Changes of the table that image-changed could not process. Their messages contain only a position in the stream: a redrive reads the
 * records from the stream and invokes the function with them, as its trigger does.
 */
export class ChangeLetters implements DeadLetterQueue {
  readonly name = 'changes';
  readonly remedy = 'reads them from the stream, which keeps them for 24 hours, and invokes image-changed again';
  readonly loss = 'the stream no longer has them: the sweep deletes the files, but the events are not published';

  /** @param functionArn the alias that the trigger calls */
  constructor(
    private readonly letters: SqsLetters,
    private readonly streams: Pick<DynamoDBStreamsClient, 'send'>,
    private readonly lambda: Pick<LambdaClient, 'send'>,
    private readonly functionArn: string,
  ) {}

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
    const wanted = changes.filter((change) => filters.some((matches) => matches(change)));
    for (let start = 0; start < wanted.length; start += batchSize) {
      const failure = await this.invoke(wanted.slice(start, start + batchSize));
      if (failure) return { kept: `${batch.size} changes since ${batch.arrivedAt}: ${failure}` };
    }
    return 'REDRIVEN';
  }

  /** @returns why the records must be processed again; `undefined` when all were processed */
  private async invoke(Records: DynamoDBRecord[]): Promise<string | undefined> {
    const command = new InvokeCommand({ FunctionName: this.functionArn, Payload: JSON.stringify({ Records }) });
    const { FunctionError, Payload } = await this.lambda.send(command);
    const answer: Answer = JSON.parse(Payload?.transformToString() || '{}');
    if (FunctionError) return `image-changed failed (${answer.errorMessage ?? FunctionError}); see its log.`;
    const failed = answer.batchItemFailures ?? [];
    return failed.length > 0 ? 'image-changed could not process all of them; its log names them.' : undefined;
  }
}
