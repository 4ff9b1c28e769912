import { setTimeout } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue, Findings, RedriveResult } from './dead-letter-queue';
import { SqsLetters } from './sqs-letters';
import { uploadSubject } from './subjects';

/** Uploads that the resizer could not bring to an end. SQS itself moves them back to their queue. */
export class UploadLetters implements DeadLetterQueue {
  readonly name = 'uploads';
  readonly remedy = 'moves them back to the queue of the resizer';

  /** @param pollMs from one question to the next whether they are moved, in milliseconds */
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly url: string,
    private readonly pollMs = 500,
  ) {}

  inspect(): Promise<Findings> {
    return new SqsLetters(this.client, this.url).inspect(({ Body = '' }) => ({ subject: uploadSubject(Body) }));
  }

  /** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html */
  async redrive(): Promise<RedriveResult> {
    const attributes = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: ['QueueArn'] });
    const arn = (await this.client.send(attributes)).Attributes?.QueueArn ?? '';
    // A task does not say which one it is when it is over; the newest that was there before is not ours.
    const before = (await this.newestTask(arn))?.StartedTimestamp;
    await this.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
    for (;;) {
      const task = await this.newestTask(arn);
      if (task && task.StartedTimestamp !== before && task.Status !== 'RUNNING') return tallyOf(task);
      await setTimeout(this.pollMs);
    }
  }

  private async newestTask(arn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
    const { Results = [] } = await this.client.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
    return Results[0];
  }
}

function tallyOf(task: ListMessageMoveTasksResultEntry): RedriveResult {
  const { Status, ApproximateNumberOfMessagesMoved: redriven = 0, FailureReason: reason } = task;
  const kept =
    Status === 'COMPLETED' ? [] : [`The move ended as ${Status}${reason ? ` (${reason})` : ''}; the rest is still here.`];
  return { redriven, lost: 0, kept };
}
