import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

export interface UploadNotificationProps {
  readonly bucket: Bucket;
  /** Prefix of the keys that cause messages. */
  readonly prefix: string;
  readonly queue: Queue;
}

/**
 * Makes S3 send a message to the queue for each upload. It is set on the L1 bucket, because `addEventNotification` adds a
 * function of the CDK with a managed policy and a log group that remains after the stack is deleted. Do not use both: that
 * function would overwrite this property.
 */
export function notifyOfUploads({ bucket, prefix, queue }: UploadNotificationProps): void {
  // The condition names the account: the bucket depends on this policy, so the policy cannot refer to the bucket.
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(queue).account } },
    }),
  );
  const cfnBucket = bucket.node.defaultChild;
  if (!CfnBucket.isCfnBucket(cfnBucket))
    throw new TypeError(`The bucket ${bucket.node.path} has no CfnBucket. Pass a bucket that this stack creates.`);
  cfnBucket.notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
      },
    ],
  };
  // S3 sends a test message when the notification is set, so the queue policy must exist first.
  cfnBucket.node.addDependency(queue);
}
