import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { requireEnv } from '../../../../lambda/environment';
import { ClientSignedUrls } from './client-signed-urls';
import { DocumentImageRepository } from './document-image-repository';

/*
 * A composition root for the endpoints like that of most samples: the document client for the records, and the S3 client for
 * signatures. Everything else is from the application.
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
