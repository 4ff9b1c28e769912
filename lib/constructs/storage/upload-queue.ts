import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { uploadMaxReceives } from '../../../lambda/contract';

export interface UploadQueueProps {
  /** Bucket of the uploads. */
  readonly bucket: Bucket;
  /** Prefix of the keys that trigger messages. */
  readonly prefix: string;
  /** Timeout of the function that processes the messages. */
  readonly consumerTimeout: Duration;
}

/** The queue of uploads. A message that fails too often moves to the dead-letter queue. */
export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bucket, prefix, consumerTimeout }: UploadQueueProps) {
    super(scope, id);
    // SSE-SQS, because S3 cannot send to a queue with the AWS-managed KMS key.
    const closed: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    // Longer than the source queue's retention, because the age of a message counts from its first sending.
    this.deadLetters = new Queue(this, 'DeadLetters', { ...closed, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...closed,
      retentionPeriod: Duration.days(4),
      // AWS recommends six times the timeout of the function, to leave time for throttled attempts.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: uploadMaxReceives },
    });
    this.announce(bucket, prefix);
  }

  /**
   * Set on the L1 bucket, because `addEventNotification` adds a function of the CDK with a managed policy and a log group that
   * remains after the stack is deleted. Do not use both: that function would overwrite this property.
   */
  private announce(bucket: Bucket, prefix: string): void {
    // By account: the bucket depends on this policy, so that the policy cannot refer to it.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const cfnBucket = bucket.node.defaultChild;
    if (!CfnBucket.isCfnBucket(cfnBucket))
      throw new TypeError(`The bucket ${bucket.node.path} has no CfnBucket. Pass a bucket that this stack creates.`);
    cfnBucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: this.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
        },
      ],
    };
    // S3 sends a test message when the notification is set, so that the queue policy has to exist first.
    cfnBucket.node.addDependency(this.queue);
  }
}
