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

/** Uploads that the resizer could not process. SQS moves them back to their queue. */
export class UploadLetters implements DeadLetterQueue {
  readonly name = 'uploads';
  readonly remedy = 'moves them back to the queue of the resizer';

  /** @param pollMs interval between two requests for the state of the move, in milliseconds */
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
    // A completed task has no handle, so a new task is recognized by its start time.
    const before = (await this.newestTask(arn))?.StartedTimestamp;
    await this.client.send(new StartMessageMoveTaskCommand({ SourceArn: arn }));
    for (;;) {
      const task = await this.newestTask(arn);
      if (task && task.StartedTimestamp !== before && task.Status !== 'RUNNING') return resultOf(task);
      await setTimeout(this.pollMs);
    }
  }

  private async newestTask(arn: string): Promise<ListMessageMoveTasksResultEntry | undefined> {
    const { Results = [] } = await this.client.send(new ListMessageMoveTasksCommand({ SourceArn: arn, MaxResults: 1 }));
    return Results[0];
  }
}

function resultOf(task: ListMessageMoveTasksResultEntry): RedriveResult {
  const { Status, ApproximateNumberOfMessagesMoved: redriven = 0, FailureReason: reason } = task;
  const kept =
    Status === 'COMPLETED'
      ? []
      : [`The move ended with ${Status}${reason ? ` (${reason})` : ''}. The other messages are still in the dead-letter queue.`];
  return { redriven, lost: 0, kept };
}
