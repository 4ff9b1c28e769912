import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { MessageQueue } from '../storage/message-queue';
import type { ServiceFunction } from './service-function';

export interface QueueTriggerProps {
  readonly messages: MessageQueue;
  /** The function that processes the messages. */
  readonly handler: ServiceFunction;
  /** Messages in one invocation. */
  readonly batchSize: number;
  /** Maximum concurrency, 2 to 1000. */
  readonly maxConcurrency: number;
}

/** Invokes the function for the messages of a queue. */
export class QueueTrigger extends Construct {
  constructor(scope: Construct, id: string, { messages: { queue }, handler, batchSize, maxConcurrency }: QueueTriggerProps) {
    super(scope, id);
    // The exact actions that an event source mapping needs; `SqsEventSource` would grant more.
    handler.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    new EventSourceMapping(this, 'Mapping', {
      target: handler.alias,
      eventSourceArn: queue.queueArn,
      batchSize,
      reportBatchItemFailures: true,
      maxConcurrency,
    });
  }
}
