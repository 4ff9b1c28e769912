import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { FileBlobStore } from '../../lambda/adapters/local/file-blob-store';
import { createTable, openDatabase } from '../../local/database';
import { startS3Server } from '../runtime/s3-server';
import { deployAll, type Functions, newFolder } from './assembly';

/** The stack as it stands after a deployment, with stand-ins for DynamoDB and S3. What they do not have is IAM. */
export interface Cloud {
  readonly functions: Functions;
  readonly originals: FileBlobStore;
  readonly renditions: FileBlobStore;
  /** Environment that leads the SDK to the stand-ins. */
  readonly standIns: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function deploy(): Promise<Cloud> {
  const folder = await newFolder();
  // Bucket names have no capitals; a table does not mind.
  const functions = await deployAll(folder, (logicalId) => logicalId.toLowerCase());
  const { TABLE_NAME = '', ORIGINALS_BUCKET = '', RENDITIONS_BUCKET = '' } = functions['resize-image'].environment;

  const incoming = join(folder, 'incoming');
  const originals = new FileBlobStore({ folder: join(folder, 'originals'), incoming, versioned: true });
  const renditions = new FileBlobStore({ folder: join(folder, 'renditions'), incoming, versioned: false });
  const s3 = await startS3Server({ [ORIGINALS_BUCKET]: originals, [RENDITIONS_BUCKET]: renditions });
  const database = await openDatabase(folder);
  await createTable(database.client, TABLE_NAME);
  const dynamo = await database.client.config.endpoint?.();
  return {
    functions,
    originals,
    renditions,
    standIns: {
      AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamo?.hostname}:${dynamo?.port}`,
      AWS_ENDPOINT_URL_S3: s3.endpoint,
    },
    async close() {
      await database.close();
      await s3.close();
      await rm(folder, { recursive: true });
    },
  };
}
