import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { uploadMaxReceives } from '../../../lambda/contract';

export interface UploadQueueProps {
  /** Where the uploads arrive. */
  readonly bucket: Bucket;
  /** Objects whose key begins with it are announced. */
  readonly prefix: string;
  /** How long the function that takes the messages may run. */
  readonly consumerTimeout: Duration;
}

/** Every upload becomes a message, received again until it is dealt with, and set aside when that fails too often. */
export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bucket, prefix, consumerTimeout }: UploadQueueProps) {
    super(scope, id);
    // SSE-SQS, because S3 cannot send to a queue under the AWS-managed KMS key.
    const closed: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };
    // Keeps messages longer than their source, or they would expire here first: their age counts from the first sending.
    this.deadLetters = new Queue(this, 'DeadLetters', { ...closed, retentionPeriod: Duration.days(14) });
    this.queue = new Queue(this, 'Queue', {
      ...closed,
      retentionPeriod: Duration.days(4),
      // What AWS asks of a queue before a function: time for throttled attempts too.
      // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
      visibilityTimeout: Duration.seconds(6 * consumerTimeout.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: uploadMaxReceives },
    });
    this.announce(bucket, prefix);
  }

  /**
   * The bucket's own property, because `addEventNotification` brings a function of the CDK's, with a managed policy and a log
   * group that outlives the stack. The two must not be mixed: that function would overwrite this property.
   */
  private announce(bucket: Bucket, prefix: string): void {
    // By account, because the bucket, which waits for this policy, cannot be named in it.
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const cfnBucket = bucket.node.defaultChild;
    if (!CfnBucket.isCfnBucket(cfnBucket)) throw new TypeError(`${bucket.node.path} has no CfnBucket to be notified of.`);
    cfnBucket.notificationConfiguration = {
      queueConfigurations: [
        {
          event: 's3:ObjectCreated:*',
          queue: this.queue.queueArn,
          filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
        },
      ],
    };
    // S3 tries the queue when it is set, so the queue's policy comes first.
    cfnBucket.node.addDependency(this.queue);
  }
}
