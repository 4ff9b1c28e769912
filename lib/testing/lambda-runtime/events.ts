import type { APIGatewayProxyEventV2WithJWTAuthorizer, S3Event, ScheduledEvent, SQSEvent } from 'aws-lambda';
import type { EndpointRow } from '../../../lambda/api/endpoints';
import { region } from './function-process';

/*
 * Events with all fields that AWS sends:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */

export interface Call {
  /** Owner in the token that API Gateway has verified. @default - no token */
  readonly sub?: string;
  /** The path parameter `{id}`. */
  readonly id?: string;
  readonly body?: unknown;
}

/** A request to an endpoint, payload version 2.0. */
export function httpEvent({ method, path }: EndpointRow, { sub, id, body }: Call = {}) {
  const rawPath = path.replace('{id}', id ?? '{id}');
  const domainName = `abcdefghij.execute-api.${region}.amazonaws.com`;
  const iat = '1795262400';
  const claims = { sub, iss: `https://cognito-idp.${region}.amazonaws.com/${region}_Example`, client_id: '1example', iat };
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath,
    rawQueryString: '',
    headers: {
      accept: '*/*',
      ...(sub === undefined ? {} : { authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA' }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      host: domainName,
      'user-agent': 'curl/8.7.1',
      'x-amzn-trace-id': 'Root=1-6744a6a0-000000000000000000000000',
      'x-forwarded-for': '192.0.2.1',
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
    },
    requestContext: {
      accountId: '111122223333',
      apiId: 'abcdefghij',
      ...(sub === undefined ? {} : { authorizer: { jwt: { claims: { ...claims, token_use: 'access' }, scopes: null } } }),
      domainName,
      domainPrefix: 'abcdefghij',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'curl/8.7.1' },
      requestId: 'Bq1ZTjxrFiAEJ4w=',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '22/Nov/2026:12:00:00 +0000',
      timeEpoch: 1795262400000,
    },
    ...(id === undefined ? {} : { pathParameters: { id } }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    isBase64Encoded: false,
  } as unknown as APIGatewayProxyEventV2WithJWTAuthorizer;
}

/** An event of a schedule without a payload. */
export function scheduledEvent(): ScheduledEvent<string> {
  return {
    version: '0',
    id: '89d1a02d-5ec7-412e-82f5-13505f849b41',
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '111122223333',
    time: '2026-11-22T12:15:00Z',
    region,
    resources: [`arn:aws:scheduler:${region}:111122223333:schedule/default/sweep`],
    detail: '{}',
  };
}

export interface WrittenObject {
  readonly bucket: string;
  readonly key: string;
  readonly bytes: number;
  readonly version: string;
  readonly sequencer: string;
}

/** The message of an upload: S3's notification in the queue. */
export function uploadEvent({ bucket, key, bytes, version, sequencer }: WrittenObject): SQSEvent {
  const notification: S3Event = {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: '2026-11-22T12:00:00.000Z',
        eventName: 'ObjectCreated:Post',
        userIdentity: { principalId: 'AWS:AROAEXAMPLE:create-image' },
        requestParameters: { sourceIPAddress: '192.0.2.1' },
        responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG4V5Wp6S7S' },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'uploads',
          bucket: { name: bucket, ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: `arn:aws:s3:::${bucket}` },
          object: {
            // Encoded like a form, except for the slashes.
            key: new URLSearchParams({ key }).toString().slice('key='.length).replaceAll('%2F', '/'),
            size: bytes,
            eTag: 'd41d8cd98f00b204e9800998ecf8427e',
            versionId: version,
            sequencer,
          },
        },
      },
    ],
  };
  return {
    Records: [
      {
        messageId: '059f36b4-87a3-44ab-83d2-661975830a7d',
        receiptHandle: 'AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a...',
        body: JSON.stringify(notification),
        attributes: {
          ApproximateReceiveCount: '1',
          SentTimestamp: '1795262400000',
          SenderId: 'AIDAEXAMPLE',
          ApproximateFirstReceiveTimestamp: '1795262400010',
        },
        messageAttributes: {},
        md5OfBody: '098f6bcd4621d373cade4e832627b4f6',
        eventSource: 'aws:sqs',
        eventSourceARN: `arn:aws:sqs:${region}:111122223333:uploads`,
        awsRegion: region,
      },
    ],
  };
}
