import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';

export interface UploadNotificationProps {
  readonly bucket: Bucket;
  /** S3 sends a message for each object whose key begins with it. */
  readonly prefix: string;
  readonly queue: Queue;
}

/**
 * Makes S3 send a message to the queue for each upload. This sets the bucket's own property, because `addEventNotification` brings
 * a function of the CDK's, with a managed policy and a log group that outlives the stack. The two must not be mixed: that function
 * would overwrite this property.
 */
export function notifyOfUploads({ bucket, prefix, queue }: UploadNotificationProps): void {
  // By account, because the bucket, which waits for this policy, cannot be named in it.
  queue.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['sqs:SendMessage'],
      resources: [queue.queueArn],
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(queue).account } },
    }),
  );
  const cfnBucket = bucket.node.defaultChild;
  if (!CfnBucket.isCfnBucket(cfnBucket)) throw new TypeError(`${bucket.node.path} has no CfnBucket to set its notifications on.`);
  cfnBucket.notificationConfiguration = {
    queueConfigurations: [
      {
        event: 's3:ObjectCreated:*',
        queue: queue.queueArn,
        filter: { s3Key: { rules: [{ name: 'prefix', value: prefix }] } },
      },
    ],
  };
  // S3 tries the queue when the notification is set, so the queue's policy comes first.
  cfnBucket.node.addDependency(queue);
}
