import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import type { ImageRepository } from '../../../lambda/core/ports';
import { createTable, openDatabase } from '../../../local/dynamodb/database';
import { FileBlobStore } from '../../../local/s3/file-blob-store';
import { RecordedTable } from '../recorded-table';
import { type EventBridgeServer, startEventBridgeServer } from '../stand-ins/eventbridge-server';
import { startS3Server } from '../stand-ins/s3-server';
import { type SqsServer, startSqsServer } from '../stand-ins/sqs-server';
import { deployAll, type Functions, newFolder } from './assembly';

/** The stack after a deployment, with stubs of DynamoDB, S3, SQS and EventBridge, but without IAM. */
export interface Cloud {
  readonly functions: Functions;
  readonly originals: FileBlobStore;
  readonly renditions: FileBlobStore;
  readonly images: ImageRepository;
  /** Changes made by `images`, as records of the table's stream. */
  readonly changes: RecordedTable['records'];
  /** Events published on buses. */
  readonly published: EventBridgeServer['entries'];
  /** Messages sent to queues. */
  readonly sent: SqsServer['sent'];
  /** Environment variables that redirect the SDK to the stubs. */
  readonly standIns: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function deploy(): Promise<Cloud> {
  const folder = await newFolder();
  const sqs = await startSqsServer();
  // The SDK sends to the URL of a queue. Bucket names must be lowercase; table names may be.
  const functions = await deployAll(folder, (logicalId, type) =>
    type === 'AWS::SQS::Queue' ? `${sqs.endpoint}/111122223333/${logicalId}` : logicalId.toLowerCase(),
  );
  const { TABLE_NAME = '', ORIGINALS_BUCKET = '', RENDITIONS_BUCKET = '' } = functions['resize-image'].environment;

  const incoming = join(folder, 'incoming');
  const originals = new FileBlobStore({ folder: join(folder, 'originals'), incoming, versioned: true });
  const renditions = new FileBlobStore({ folder: join(folder, 'renditions'), incoming, versioned: false });
  const s3 = await startS3Server({ [ORIGINALS_BUCKET]: originals, [RENDITIONS_BUCKET]: renditions });
  const database = await openDatabase(folder);
  await createTable(database.client, TABLE_NAME);
  const table = new RecordedTable({ ...database, table: TABLE_NAME });
  const bridge = await startEventBridgeServer();
  const dynamo = await database.client.config.endpoint?.();
  return {
    functions,
    originals,
    renditions,
    images: new DynamoImageRepository(table.client, TABLE_NAME),
    changes: table.records,
    published: bridge.entries,
    sent: sqs.sent,
    standIns: {
      AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamo?.hostname}:${dynamo?.port}`,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
      AWS_ENDPOINT_URL_EVENTBRIDGE: bridge.endpoint,
    },
    async close() {
      await database.close();
      await s3.close();
      await bridge.close();
      await sqs.close();
      await rm(folder, { recursive: true });
    },
  };
}
