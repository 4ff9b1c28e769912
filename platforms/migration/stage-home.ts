import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { outputsOf, requireOutputs } from '../../ops/stack-outputs';
import { DynamoRecords } from './dynamo-records';
import type { ImageHome } from './image-home';
import { patient, S3Files } from './s3-files';

/**
 * Opens a deployed stack. The caller's credentials need `dynamodb:Scan` and `dynamodb:GetItem` on its table and `s3:GetObject`,
 * `s3:GetObjectVersion` and `s3:ListBucket` on its buckets, of which the last makes S3 say that a file does not exist; for an import also `dynamodb:PutItem`, `UpdateItem`, `Query` and `DeleteItem`, and `s3:PutObject`.
 * @throws UserError when there is no such stack
 */
export async function openStage(stack: string): Promise<ImageHome & { readonly region: string }> {
  const outputs = ['TableName', 'OriginalsBucketName', 'RenditionsBucketName'] as const;
  const { TableName, OriginalsBucketName, RenditionsBucketName } = requireOutputs(stack, await outputsOf(stack), outputs);
  const dynamo = new DynamoDBClient(patient);
  const s3 = new S3Client(patient);
  const region = await s3.config.region();
  return {
    name: `the stack ${stack} in ${region}`,
    identity: `${region} ${TableName} ${OriginalsBucketName}`,
    region,
    records: new DynamoRecords(dynamo, TableName),
    originals: new S3Files(s3, OriginalsBucketName),
    renditions: new S3Files(s3, RenditionsBucketName),
    async close() {
      dynamo.destroy();
      s3.destroy();
    },
  };
}
