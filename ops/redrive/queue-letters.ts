import { setTimeout } from 'node:timers/promises';
import {
  GetQueueAttributesCommand,
  ListMessageMoveTasksCommand,
  type ListMessageMoveTasksResultEntry,
  type SQSClient,
  StartMessageMoveTaskCommand,
} from '@aws-sdk/client-sqs';
import type { QueueRow } from '../../lambda/events/trigger-row';
import type { DeadLetterQueue, Findings, RedriveResult } from './dead-letter-queue';
import { SqsLetters } from './sqs-letters';
import { queueSubject } from './subjects';

/** Messages that the function of a queue could not process. SQS moves them back to their queue. */
export class QueueLetters implements DeadLetterQueue {
  readonly name: string;
  readonly remedy: string;

  /** @param pollMs interval between two requests for the state of the move, in milliseconds */
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly url: string,
    { name, on: { queue } }: QueueRow,
    private readonly pollMs = 500,
  ) {
    this.name = queue;
    this.remedy = `moves them back to the queue of ${name}`;
  }

  inspect(): Promise<Findings> {
    return new SqsLetters(this.client, this.url).inspect(({ Body = '' }) => ({ subject: queueSubject(this.name, Body) }));
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
