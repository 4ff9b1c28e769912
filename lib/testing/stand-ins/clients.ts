import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  clientConfig,
  dynamoLimits,
  eventBridgeLimits,
  s3Limits,
  sqsLimits,
  ssmLimits,
  withDeadline,
} from '../../../lambda/adapters/aws/client-config';

export const region = 'eu-central-1';
export const credentials = { accessKeyId: 'AKIDCONTRACT', secretAccessKey: 'contract/secret+key' };

/** The SDK clients of the deployed functions, for a server that a test starts. */
export const dynamoAt = (endpoint: string, limits = dynamoLimits) =>
  withDeadline(new DynamoDBClient({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);

export const s3At = (endpoint: string, limits = s3Limits) =>
  withDeadline(new S3Client({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);

export const sqsAt = (endpoint: string, limits = sqsLimits) =>
  withDeadline(new SQSClient({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);

export const eventBridgeAt = (endpoint: string, limits = eventBridgeLimits) =>
  withDeadline(new EventBridgeClient({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);

// part: signed
export const ssmAt = (endpoint: string, limits = ssmLimits) =>
  withDeadline(new SSMClient({ ...clientConfig(limits), endpoint, region, credentials }), limits.callMs);
