import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/user-error';
import { S3Signer } from '../lambda/adapters/aws/s3-signer';
import type { ChangeFeed, Client } from './dynamodb/change-feed';
import { type Database, openDatabase } from './dynamodb/database';
import type { LocalLog } from './log';
import { FileBlobStore } from './s3/file-blob-store';
import { keptSecret } from './secret';
import { FileSecrets } from './ssm/file-secrets';

export interface LocalStoresProps {
  /** Folder of all persistent data. */
  readonly dataDir: string;
  readonly log: LocalLog;
  /** Receives the writes to the database. @default - none */
  readonly feed?: Pick<ChangeFeed, 'observe'>;
  /** The process of the database. @default - a new one */
  readonly database?: ChildProcess;
}

/** What the local run stores. It stays open while the code above it is replaced. */
export interface LocalStores {
  readonly database: Pick<Database, 'client' | 'table'>;
  /** A client of the database whose writes go to the feed. */
  readonly client: Client;
  readonly originals: FileBlobStore;
  readonly renditions: FileBlobStore;
  readonly secrets: FileSecrets; // part: signed
  readonly signer: S3Signer;
  close(): Promise<void>;
}

/** Opens everything in one folder. @throws UserError */
export async function openStores({ dataDir, log, feed, ...begun }: LocalStoresProps): Promise<LocalStores> {
  // Before the database, which would have to be closed again.
  await mkdir(dataDir, { recursive: true });
  const secretAccessKey = await signingKey(join(dataDir, 'signing-key'));
  const database = await openDatabase(dataDir, log, begun.database);
  const incoming = join(dataDir, 'incoming');
  // After the database: only the process that holds it may remove incoming files.
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  return {
    database,
    client: feed?.observe(database) ?? database.client,
    originals: new FileBlobStore({ folder: join(dataDir, 'originals'), incoming, versioned: true }),
    renditions: new FileBlobStore({ folder: join(dataDir, 'renditions'), incoming, versioned: false }),
    secrets: new FileSecrets(join(dataDir, 'secrets')), // part: signed
    signer: new S3Signer({ region: 'local', credentials: { accessKeyId: 'local', secretAccessKey } }),
    close: () => database.close(),
  };
}

async function signingKey(file: string): Promise<string> {
  const key = await keptSecret(file, () => randomBytes(30).toString('base64'));
  // With an empty or short key, signatures could be guessed.
  if (!/^[\w+/]{40}$/.test(key)) throw new UserError(`The signing key ${file} is corrupt. Remove it to create a new one.`);
  return key;
}
