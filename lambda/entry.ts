import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import {
  clientConfig,
  counterLimits,
  dynamoLimits,
  eventBridgeLimits,
  s3Limits,
  sqsLimits,
  ssmLimits,
  withDeadline,
} from './adapters/aws/client-config';
import { CloudWatchMetrics } from './adapters/aws/cloudwatch-metrics';
import { DynamoImageRepository } from './adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from './adapters/aws/dynamo-markers';
import { DynamoPendingImages } from './adapters/aws/dynamo-pending-images';
import { DynamoUsageCounters } from './adapters/aws/dynamo-usage-counters';
import { EventBridgePublisher } from './adapters/aws/eventbridge-publisher';
import { FunctionLog } from './adapters/aws/function-log';
import { S3BlobStore } from './adapters/aws/s3-blob-store';
import { awsAddress, S3SignedUrls } from './adapters/aws/s3-signed-urls';
import { S3Signer } from './adapters/aws/s3-signer';
import { isSecretOf } from './adapters/aws/secret-digest';
import { SqsMessageQueues } from './adapters/aws/sqs-message-queues';
import { SqsUploadAnnouncer } from './adapters/aws/sqs-upload-announcer';
import { SsmSecrets } from './adapters/aws/ssm-secrets';
import { StreamChanges } from './adapters/aws/stream-changes';
import { SharpImageResizer } from './adapters/sharp/sharp-image-resizer';
import { systemClock } from './adapters/system-clock';
import { answerRequest } from './api/answer-request';
import { rejectDirect } from './api/behind-page';
import type { Endpoint } from './api/endpoint';
import { type EndpointName, type EndpointRow, endpoints } from './api/endpoints';
import { checkRoute } from './api/route';
import { ownerIn, requestIn, toLambda } from './api-gateway';
import { queueUrlKey } from './contract';
import { imageSettings, originDigests, requireEnv } from './environment';
import type { Trigger } from './events/trigger';
import type { TriggerName } from './events/triggers';
import type { Log, Services } from './services';

/*
 * Composition root of the deployed functions. For each row of the tables, the build generates an entry file that calls
 * `httpHandler` or `eventHandler` with the services behind the row's permits. The bundler leaves out the services that a
 * function does not use.
 */

export const images = () => new DynamoImageRepository(dynamo(), requireEnv('TABLE_NAME'));

export const counters = () => new DynamoUsageCounters(dynamo(counterLimits), requireEnv('TABLE_NAME')); // part: quotas

export const pending = () => new DynamoPendingImages(dynamo(), requireEnv('TABLE_NAME')); // part: sweep

export const markers = () => new DynamoMarkers(dynamo(), requireEnv('TABLE_NAME')); // part: sweep

export const originals = () => new S3BlobStore(s3(), requireEnv('ORIGINALS_BUCKET'));

export const renditions = () => new S3BlobStore(s3(), requireEnv('RENDITIONS_BUCKET'));

export const resizer = () => new SharpImageResizer(imageSettings());

export const urls = () => {
  const region = requireEnv('AWS_REGION');
  return new S3SignedUrls({
    originals: awsAddress(requireEnv('ORIGINALS_BUCKET'), region),
    renditions: awsAddress(requireEnv('RENDITIONS_BUCKET'), region),
    clock: systemClock,
    signer: new S3Signer({
      region,
      credentials: {
        accessKeyId: requireEnv('AWS_ACCESS_KEY_ID'),
        secretAccessKey: requireEnv('AWS_SECRET_ACCESS_KEY'),
        sessionToken: requireEnv('AWS_SESSION_TOKEN'),
      },
    }),
  });
};

export const uploads = () => new SqsUploadAnnouncer(sqs(), requireEnv(queueUrlKey('uploads')));

/** @param names the queues that the row's permits name */
export const queues = (...names: readonly string[]) =>
  new SqsMessageQueues(sqs(), Object.fromEntries(names.map((name) => [name, requireEnv(queueUrlKey(name))])));

export const changes = () => new StreamChanges();

export const events = () => new EventBridgePublisher(eventBridge(), requireEnv('EVENT_BUS'));

export const metrics = () => new CloudWatchMetrics(requireEnv('SERVICE_NAME'));

export const secrets = () => new SsmSecrets(ssm(), requireEnv('SERVICE_NAME'), systemClock); // part: signed

const dynamo = (limits = dynamoLimits) => withDeadline(new DynamoDBClient(clientConfig(limits)), limits.callMs);

const s3 = () => withDeadline(new S3Client(clientConfig(s3Limits)), s3Limits.callMs);

const sqs = () => withDeadline(new SQSClient(clientConfig(sqsLimits)), sqsLimits.callMs);

const eventBridge = () => withDeadline(new EventBridgeClient(clientConfig(eventBridgeLimits)), eventBridgeLimits.callMs);

const ssm = () => withDeadline(new SSMClient(clientConfig(ssmLimits)), ssmLimits.callMs); // part: signed

/** The services behind a function's permits. The common services are added to them. */
type PermittedServices = Partial<Services>;

/**
 * Creates the handler of an endpoint behind API Gateway.
 * @param rows the table that has the row of that name
 */
export function httpHandler<Name extends string = EndpointName>(
  name: Name,
  endpoint: Endpoint,
  services: PermittedServices,
  rows: readonly EndpointRow[] = endpoints,
) {
  const log = new FunctionLog(name);
  const row = rows.find((candidate) => candidate.name === name) as EndpointRow;
  const route = { row, endpoint, services: compose(services, log) };
  checkRoute(route);
  const digests = originDigests(); // part: web
  return async (event: APIGatewayProxyEventV2, context: Context) => {
    log.begin(context, event.requestContext.requestId);
    const request = requestIn(event);
    // part: web
    const rejected = digests && rejectDirect(request, (header) => isSecretOf(digests, header));
    if (rejected) return toLambda(rejected); // part: web
    return toLambda(await answerRequest(route, request, ownerIn(event)));
  };
}

/** Creates the handler of a trigger other than HTTP. */
export function eventHandler<Event, Answer>(name: TriggerName, trigger: Trigger<Event, Answer>, permitted: PermittedServices) {
  const log = new FunctionLog(name);
  const services = compose(permitted, log);
  const memoryMb = Number(requireEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE'));
  let coldStart = true;
  return async (event: Event, context: Context): Promise<Answer> => {
    log.begin(context);
    const host = { memoryMb, coldStart };
    coldStart = false;
    try {
      return await trigger(event, services, host);
    } catch (error) {
      log.error(`${name} failed`, error as Error);
      // Lambda logs every error that it catches. The details are already in the log, without the owner.
      throw new Error(`${name} failed. The log entry with the same request id has the details.`);
    }
  };
}

function compose(services: PermittedServices, log: Log): Services {
  const common = { clock: systemClock, log, settings: imageSettings(), version: requireEnv('SERVICE_VERSION') };
  // Other services are absent on purpose: a row that lacks a permit fails its first test, and the local run names the permit.
  return { ...common, ...services } as Services;
}
