import { Duration } from 'aws-cdk-lib';
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';

/** Properties of every queue. SSE-SQS, because S3 cannot send to a queue with the AWS-managed KMS key. */
export const encryptedQueue: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** The maximum retention of SQS. */
export const deadLetterQueue: QueueProps = { ...encryptedQueue, retentionPeriod: Duration.days(14) };
