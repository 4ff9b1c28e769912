import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { UserError } from '../../cli/user-error';
import { openStore } from '../node/store';
import { PostgresPool } from '../postgres/database';
import { migrate } from '../postgres/migrate';
import { dataSettings } from './environment';
import type { ImageHome } from './image-home';
import { PostgresRecords } from './postgres-records';
import { patient, S3Files } from './s3-files';

/**
 * Opens the home without AWS that the environment describes.
 * @param create whether to create tables and buckets that are missing, as `npm run home` does
 * @throws UserError when it cannot be reached
 */
export async function openNodeHome(create: boolean): Promise<ImageHome> {
  const { databaseUrl, store } = dataSettings();
  const { host, pathname } = databaseAt(databaseUrl);
  const pool = new PostgresPool(databaseUrl);
  const s3 = new S3Client({
    ...patient,
    endpoint: store.url,
    region: store.region,
    credentials: store.credentials,
    forcePathStyle: true,
  });
  const close = async () => {
    s3.destroy();
    await pool.close();
  };
  try {
    if (create) {
      await migrate(pool).catch((error) => cannotUse(`the database ${host}${pathname}`, 'DATABASE_URL', error));
      const files = openStore({ store, storePublicUrl: store.url, webOrigins: [] });
      await files
        .createBuckets()
        .catch((error) => cannotUse(`the store ${store.url}`, 'STORE_URL and the other STORE_ variables', error))
        .finally(() => files.close());
    } else {
      await pool
        .query('SELECT 1 FROM images LIMIT 1')
        .catch((error) => cannotUse(`the records in the database ${host}${pathname}`, 'DATABASE_URL', error));
      for (const Bucket of [store.originals, store.renditions]) {
        await s3
          .send(new HeadBucketCommand({ Bucket }))
          .catch((error) =>
            cannotUse(`the bucket ${Bucket} of ${store.url}`, 'the STORE_ variables and the names of the buckets', error),
          );
      }
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    name: `the home of ${host}${pathname} and ${store.url}`,
    identity: `${host}${pathname} ${store.url} ${store.originals}`,
    records: new PostgresRecords(pool),
    originals: new S3Files(s3, store.originals),
    renditions: new S3Files(s3, store.renditions),
    close,
  };
}

function databaseAt(url: string): URL {
  try {
    return new URL(url);
  } catch {
    throw new UserError('DATABASE_URL is not a URL. Use the form postgres://user:password@host:5432/database.');
  }
}

function cannotUse(what: string, variables: string, error: Error & { code?: string }): never {
  // A connection to several addresses has an error without a message.
  throw new UserError(`Cannot use ${what} (${error.message || error.code || error.name}). Check ${variables}.`, { cause: error });
}
