import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { DynamoImageRepository } from '../../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoPendingImages } from '../../../lambda/adapters/aws/dynamo-pending-images'; // part: sweep
import { cacheControl } from '../../../lambda/adapters/cache-control';
import type { Outcome, ReadyImage } from '../../../lambda/core/image';
import { renditionKey, uploadKey } from '../../../lambda/core/keys';
import { fault } from '../../../lambda/core/rejection';
import type { SizeName } from '../../../lambda/core/sizes';
import { describeWith } from '../../../lib/testing/describe-with';
import { dynamoDbLocal, startDynamoDbLocal } from '../../../lib/testing/servers/dynamodb-local';
import { postgres, startPostgres } from '../../../lib/testing/servers/postgres-server';
import { startVersitygw, versitygw } from '../../../lib/testing/servers/s3-servers';
import { awsEnvironment, startAwsStandIn } from '../../../lib/testing/stand-ins/aws-stand-in';
import { credentials, region } from '../../../lib/testing/stand-ins/clients';
import { createTable } from '../../../local/dynamodb/database';
import { DynamoRecords } from '../../../platforms/migration/dynamo-records';
import type { ImageHome } from '../../../platforms/migration/image-home';
import { PostgresRecords } from '../../../platforms/migration/postgres-records';
import { S3Files } from '../../../platforms/migration/s3-files';
import { PostgresPool } from '../../../platforms/postgres/database';
import { Command } from '../../support/local';
import type { TestImage } from './images';

/** A home of a test, and how a command names it. */
export interface TestHome extends Pick<ImageHome, 'records' | 'originals' | 'renditions'> {
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
}

export interface TestStage extends TestHome {
  readonly images: DynamoImageRepository;
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Writes images like the application, and their files like its clients and its resizer. */
  add(images: readonly TestImage[]): Promise<void>;
}

export interface TestNodeHome extends TestHome {
  readonly pool: PostgresPool;
}

export interface MigrationServers {
  stage(name: string): Promise<TestStage>;
  home(name: string): Promise<TestNodeHome>;
  readonly store: S3Client;
  close(): Promise<void>;
}

interface Places {
  readonly dynamo: string;
  readonly store: string;
  readonly postgres: string;
}

/** Tests on DynamoDB Local, versitygw and PostgreSQL. Without one of them they are skipped, with a message. */
export function describeMigration(title: string, tests: (servers: () => MigrationServers) => void): void {
  describeWith(dynamoDbLocal, title, (dynamo) =>
    describeWith(versitygw, 'with S3', (store) =>
      describeWith(postgres, 'and PostgreSQL', (programs) => {
        let servers: MigrationServers;
        beforeAll(async () => {
          servers = await startServers({ dynamo, store, postgres: programs });
        }, 120_000);
        afterAll(() => servers?.close());
        tests(() => servers);
      }),
    ),
  );
}

export async function startServers(places: Places): Promise<MigrationServers> {
  const [database, store, sql, aws] = await Promise.all([
    startDynamoDbLocal(places.dynamo),
    startVersitygw(places.store),
    startPostgres(places.postgres),
    startAwsStandIn(),
  ]);
  const client = new DynamoDBClient({ endpoint: database.endpoint, region, credentials });
  const s3 = store.client;
  const pools: PostgresPool[] = [];
  const bucketsOf = async (name: string) => {
    const [originals, renditions] = [`originals-${name}`, `renditions-${name}`];
    for (const Bucket of [originals, renditions]) await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketVersioningCommand({ Bucket: originals, VersioningConfiguration: { Status: 'Enabled' } }));
    return { originals, renditions };
  };
  return {
    store: s3,
    async stage(name) {
      const table = `Images-${name}`;
      await createTable(client, table);
      const { originals, renditions } = await bucketsOf(name);
      aws.stacks.set(name, { TableName: table, OriginalsBucketName: originals, RenditionsBucketName: renditions });
      const images = new DynamoImageRepository(client, table);
      const pending = new DynamoPendingImages(client, table); // part: sweep
      return {
        images,
        client,
        table,
        records: new DynamoRecords(client, table),
        originals: new S3Files(s3, originals),
        renditions: new S3Files(s3, renditions),
        args: ['--stack', name],
        environment: {
          ...awsEnvironment(aws),
          AWS_ACCESS_KEY_ID: credentials.accessKeyId,
          AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          AWS_REGION: region,
          AWS_ENDPOINT_URL_DYNAMODB: database.endpoint,
          AWS_ENDPOINT_URL_S3: store.endpoint,
        },
        async add(all) {
          const put = async (Bucket: string, Key: string, Body: Buffer | undefined, ContentType: string, rest = {}) =>
            (await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, ...rest }))).VersionId ?? 'null';
          for (const { record, files } of all) {
            const { owner, id, createdAt, attempt } = record;
            const { contentType, name } = record;
            await images.add({ owner, id, contentType, name, createdAt, updatedAt: createdAt, attempt: 1, status: 'PENDING' });
            const version = files.original
              ? await put(originals, uploadKey(owner, id), files.original, contentType, { Metadata: { from: 'a-test' } })
              : '';
            const at = new Date(record.updatedAt);
            if (record.upload) await images.assign(record, { version });
            if (record.status === 'READY') await images.settle(record, { version }, await settled(record, files, version, put), at);
            if (record.status === 'FAILED' && record.upload) {
              const { rejection, processing = { ms: 1, queuedMs: 1, memoryMb: 1, coldStart: false, attempts: 1 } } = record;
              await images.settle(record, { version }, { status: 'FAILED', rejection, processing }, at);
            }
            // part: sweep
            if (record.status === 'FAILED' && !record.upload) {
              await pending.abandon({ owner, id, since: createdAt }, record.rejection, at);
            }
            for (let done = 1; done < attempt; done += 1) {
              const processing = { ms: 1, queuedMs: 1, memoryMb: 1, coldStart: false, attempts: 1 };
              await images.settle(record, { version }, { status: 'FAILED', rejection: fault, processing }, at);
              await images.restart(record, done, at);
            }
            if (record.status === 'FAILED' && attempt > 1) {
              await images.settle(
                record,
                { version },
                {
                  status: 'FAILED',
                  rejection: fault,
                  processing: { ms: 1, queuedMs: 1, memoryMb: 1, coldStart: false, attempts: 1 },
                },
                at,
              );
            }
          }
          async function settled(
            { sizes, original, processing, ...record }: ReadyImage,
            files: TestImage['files'],
            version: string,
            send: typeof put,
          ) {
            const made: Record<string, unknown> = {};
            for (const [size, rendition] of Object.entries(sizes)) {
              const key = renditionKey({ ...record, version, size: size as SizeName });
              await send(renditions, key, files[size], 'image/webp', { CacheControl: cacheControl });
              made[size] = { ...rendition, key };
            }
            return { status: 'READY', original, sizes: made, processing } as Outcome;
          }
        },
      };
    },
    async home(name) {
      const { originals, renditions } = { originals: `originals-${name}`, renditions: `renditions-${name}` };
      const url = await sql.database(name);
      const pool = new PostgresPool(url);
      pools.push(pool);
      return {
        pool,
        records: new PostgresRecords(pool),
        originals: new S3Files(s3, originals),
        renditions: new S3Files(s3, renditions),
        args: ['--home'],
        environment: {
          DATABASE_URL: url,
          STORE_URL: store.endpoint,
          STORE_REGION: region,
          STORE_ACCESS_KEY_ID: credentials.accessKeyId,
          STORE_SECRET_ACCESS_KEY: credentials.secretAccessKey,
          ORIGINALS_BUCKET: originals,
          RENDITIONS_BUCKET: renditions,
        },
      };
    },
    async close() {
      await Promise.all(pools.map((pool) => pool.close()));
      client.destroy();
      await Promise.all([database.close(), store.close(), sql.close(), aws.close()]);
    },
  };
}

/** Starts `npm run export`. */
export const startExport = ({ args, environment }: TestHome, folder: string, ...more: string[]): Command =>
  Command.run('../platforms/migration/export.ts', [...args, '--to', folder, '--yes', ...more], environment);

/** Starts `npm run import`. */
export const startImport = ({ args, environment }: TestHome, folder: string, ...more: string[]): Command =>
  Command.run('../platforms/migration/import.ts', [...args, '--from', folder, '--yes', ...more], environment);

/** Waits for a command that succeeds. @returns its output */
export async function succeeds(command: Command): Promise<string> {
  const code = await command.ended;
  if (code !== 0) throw new Error(`The command ended with ${code}: ${command.stdout}${command.stderr}`);
  return command.stdout;
}
