import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { FunctionLog } from '../../../../lambda/adapters/aws/function-log';
import { systemClock } from '../../../../lambda/adapters/system-clock';
import { createApp } from '../../../../lambda/api/app';
import type { Endpoint } from '../../../../lambda/api/endpoint';
import { type EndpointName, type EndpointRow, endpoints } from '../../../../lambda/api/endpoints';
import { ownerIn } from '../../../../lambda/api-gateway';
import { imageSettings, requireEnv } from '../../../../lambda/environment';
import type { Services } from '../../../../lambda/services';
import { ClientSignedUrls } from './client-signed-urls';
import { DocumentImageRepository } from './document-image-repository';

/*
 * A composition root for the endpoints like that of most samples: Hono with its adapter for Lambda, the document client for the records,
 * and the S3 client for signatures. Everything else is from the application.
 */

export * from '../../../../lambda/entry';

export const images = () =>
  new DocumentImageRepository(DynamoDBDocumentClient.from(new DynamoDBClient({})), requireEnv('TABLE_NAME'));

export const urls = () =>
  new ClientSignedUrls({
    client: new S3Client({}),
    originals: requireEnv('ORIGINALS_BUCKET'),
    renditions: requireEnv('RENDITIONS_BUCKET'),
  });

/** What Hono's adapter passes to the application. */
interface LambdaBindings {
  readonly event: APIGatewayProxyEventV2;
}

export function httpHandler(name: EndpointName, endpoint: Endpoint, services: Partial<Services>) {
  const log = new FunctionLog(name);
  const row = endpoints.find((candidate) => candidate.name === name) as EndpointRow;
  const common = { clock: systemClock, log, settings: imageSettings(), version: requireEnv('SERVICE_VERSION') };
  const route = { row, endpoint, services: { ...common, ...services } as Services };
  const answer = handle(createApp<LambdaBindings>([route], ({ event }) => ownerIn(event)));
  return (event: APIGatewayProxyEventV2, context: Context) => {
    log.begin(context, event.requestContext.requestId);
    return answer(event as unknown as LambdaEvent, context as unknown as LambdaContext);
  };
}
