import { Duration } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { deadLetterQueue, encryptedQueue } from './queue-props';

export interface MessageQueueProps {
  /** How often a message is received before it moves to the dead-letter queue. */
  readonly maxReceives: number;
  /** Timeout of the function that processes the messages. */
  readonly consumerTimeout: Duration;
}

/** The queue of a row in `lambda/events/triggers.ts`, with its dead-letter queue. */
export class MessageQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  /** Visibility timeout: how long a failed message is hidden before it is received again. */
  readonly visibilityTimeout: Duration;

  constructor(scope: Construct, id: string, { maxReceives, consumerTimeout }: MessageQueueProps) {
    super(scope, id);
    // The age of a message counts from when it was first sent, so the dead-letter queue must have a longer retention than the queue.
    this.deadLetters = new Queue(this, 'DeadLetters', deadLetterQueue);
    // AWS recommends six times the function's timeout, to leave time for throttled invocations.
    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    this.visibilityTimeout = Duration.seconds(6 * consumerTimeout.toSeconds());
    this.queue = new Queue(this, 'Queue', {
      ...encryptedQueue,
      retentionPeriod: Duration.days(4),
      visibilityTimeout: this.visibilityTimeout,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: maxReceives },
    });
  }
}
