import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { ServiceFunction } from './service-function';

export interface UploadTriggerProps {
  readonly queue: Queue;
  /** The function that takes the messages. */
  readonly handler: ServiceFunction;
  /** Messages handled at one time, 2 to 1000. */
  readonly maxConcurrency: number;
}

/** Hands each message of the queue to the function, one by one. */
export class UploadTrigger extends Construct {
  constructor(scope: Construct, id: string, { queue, handler, maxConcurrency }: UploadTriggerProps) {
    super(scope, id);
    // Exactly what a mapping needs; `SqsEventSource` would grant more.
    handler.role.addToPolicy(
      new PolicyStatement({
        actions: ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
        resources: [queue.queueArn],
      }),
    );
    new EventSourceMapping(this, 'Mapping', {
      target: handler.alias,
      eventSourceArn: queue.queueArn,
      // An image takes a whole vCPU: a second one in the same batch would only wait, and be repeated with it.
      batchSize: 1,
      reportBatchItemFailures: true,
      maxConcurrency,
    });
  }
}
