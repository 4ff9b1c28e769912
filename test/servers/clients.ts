import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { clientConfig, dynamoLimits, s3Limits, withDeadline } from '../../lambda/adapters/aws/client-config';
import { credentials, region } from './s3-servers';

/** The clients of the deployed functions, for a server of the test's own. */
export const dynamoAt = (endpoint: string, limits = dynamoLimits) =>
  withDeadline(new DynamoDBClient({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);

export const s3At = (endpoint: string, limits = s3Limits) =>
  withDeadline(new S3Client({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);
