import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../cli/user-error';
import { DynamoImageRepository } from '../lambda/adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from '../lambda/adapters/aws/dynamo-markers';
import { DynamoPendingImages } from '../lambda/adapters/aws/dynamo-pending-images';
import { DynamoUsageCounters } from '../lambda/adapters/aws/dynamo-usage-counters';
import { S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../lambda/adapters/aws/s3-signer';
import { StreamChanges } from '../lambda/adapters/aws/stream-changes';
import { SharpImageResizer } from '../lambda/adapters/sharp/sharp-image-resizer';
import type { Clock, EventPublisher, MessageQueues, UploadAnnouncer } from '../lambda/core/ports';
import { defaultImageSettings, type ImageSettings } from '../lambda/core/settings';
import type { CommonServices, Services } from '../lambda/services';
import { version } from '../package.json';
import type { ChangeFeed } from './dynamodb/change-feed';
import { type Database, openDatabase } from './dynamodb/database';
import type { LocalLog } from './log';
import { FileBlobStore } from './s3/file-blob-store';
import { bucketPaths } from './s3/object-server';
import { keptSecret } from './secret';
import { FileSecrets } from './ssm/file-secrets';

export interface LocalServicesProps {
  /** Folder of all persistent data. */
  readonly dataDir: string;
  /** URL of the application for clients, such as `http://localhost:3000`. */
  readonly origin: string;
  readonly clock: Clock;
  readonly log: LocalLog;
  /** Receives uploads that the application announces. */
  readonly uploads: UploadAnnouncer;
  /** Sends to the queues of the application. */
  readonly queues: MessageQueues;
  /** Publishes the application's events. */
  readonly events: EventPublisher;
  /** Receives the writes to the database. @default - none */
  readonly feed?: Pick<ChangeFeed, 'observe'>;
  /** @default - those of the stack */
  readonly settings?: ImageSettings;
}

/** The services of the handlers in the local run. */
export interface LocalServices {
  readonly common: CommonServices & { readonly log: LocalLog };
  readonly own: Omit<Services, keyof CommonServices | 'originals' | 'renditions'> & {
    readonly originals: FileBlobStore;
    readonly renditions: FileBlobStore;
  };
  readonly signer: S3Signer;
  readonly database: Pick<Database, 'client' | 'table'>;
  close(): Promise<void>;
}

/** Local implementations of the ports, in one folder. @throws UserError */
export async function openServices({
  dataDir,
  origin,
  clock,
  log,
  uploads,
  queues,
  events,
  feed,
  settings = defaultImageSettings,
}: LocalServicesProps): Promise<LocalServices> {
  // Before the database, which would have to be closed again.
  await mkdir(dataDir, { recursive: true });
  const secretAccessKey = await signingKey(join(dataDir, 'signing-key'));
  const database = await openDatabase(dataDir, log);
  const incoming = join(dataDir, 'incoming');
  // After the database: only the process that holds it may remove incoming files.
  await rm(incoming, { recursive: true, force: true });
  await mkdir(incoming);
  const client = feed?.observe(database) ?? database.client;
  const signer = new S3Signer({ region: 'local', credentials: { accessKeyId: 'local', secretAccessKey } });
  return {
    common: { clock, log, settings, version },
    own: {
      images: new DynamoImageRepository(client, database.table),
      pending: new DynamoPendingImages(client, database.table), // part: sweep
      markers: new DynamoMarkers(client, database.table), // part: sweep
      counters: new DynamoUsageCounters(client, database.table), // part: quotas
      originals: new FileBlobStore({ folder: join(dataDir, 'originals'), incoming, versioned: true }),
      renditions: new FileBlobStore({ folder: join(dataDir, 'renditions'), incoming, versioned: false }),
      resizer: new SharpImageResizer(settings),
      uploads,
      queues,
      changes: new StreamChanges(),
      events,
      secrets: new FileSecrets(join(dataDir, 'secrets')), // part: signed
      metrics: { add: (ending) => log.debug('image counted', { ...ending }) },
      urls: new S3SignedUrls({
        originals: { bucket: 'originals', url: origin + bucketPaths.originals },
        renditions: { bucket: 'renditions', url: origin + bucketPaths.renditions },
        signer,
        clock,
      }),
    },
    signer,
    database,
    close: () => database.close(),
  };
}

async function signingKey(file: string): Promise<string> {
  const key = await keptSecret(file, () => randomBytes(30).toString('base64'));
  // With an empty or short key, signatures could be guessed.
  if (!/^[\w+/]{40}$/.test(key)) throw new UserError(`The signing key ${file} is corrupt. Remove it to create a new one.`);
  return key;
}
