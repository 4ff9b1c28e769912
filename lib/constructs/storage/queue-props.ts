import { Duration } from 'aws-cdk-lib';
import { QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';

/** Every queue. SSE-SQS, because S3 cannot send to a queue that is encrypted with the AWS-managed KMS key. */
export const encryptedQueue: QueueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

/** A dead-letter queue keeps its messages for as long as SQS allows. */
export const deadLetterQueue: QueueProps = { ...encryptedQueue, retentionPeriod: Duration.days(14) };
