import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireEnv } from '../../../../lambda/environment';
import { ClientSignedUrls } from './client-signed-urls';
import { DocumentImageRepository } from './document-image-repository';

/*
 * A composition root as most samples have it, for the endpoints: the document client for the records, and S3's client to
 * sign. All the rest is the application's.
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
