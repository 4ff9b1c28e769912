import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketVersioningCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { clientConfig, s3Limits, withDeadline } from '../../lambda/adapters/aws/client-config';
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { S3SignedUrls } from '../../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import { systemClock } from '../../lambda/adapters/system-clock';
import type { HomeEnvironment } from './environment';

/** The files, in any store with the API of S3 that knows versions and upload forms. */
export function openStore({ store, storePublicUrl, webOrigins }: Pick<HomeEnvironment, 'store' | 'storePublicUrl' | 'webOrigins'>) {
  const { url, region, credentials, originals, renditions } = store;
  const sdk = new S3Client({ ...clientConfig(s3Limits), endpoint: url, region, credentials, forcePathStyle: true });
  const client = withDeadline(sdk, s3Limits.callMs);
  const allow = (Bucket: string, AllowedMethods: string[]) => {
    const CORSRules = [{ AllowedOrigins: [...webOrigins], AllowedMethods, AllowedHeaders: ['*'], MaxAgeSeconds: 3600 }];
    return client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  };
  const addressOf = (bucket: string) => ({ bucket, url: `${storePublicUrl}/${bucket}/` });
  return {
    originals: new S3BlobStore(client, originals),
    renditions: new S3BlobStore(client, renditions),
    urls: new S3SignedUrls({
      originals: addressOf(originals),
      renditions: addressOf(renditions),
      signer: new S3Signer({ region, credentials }),
      clock: systemClock,
    }),
    /** Creates the buckets that are missing, and lets the pages use them. Another process may create them now. */
    async createBuckets(): Promise<void> {
      for (const Bucket of [originals, renditions]) {
        const exists = await client.send(new HeadBucketCommand({ Bucket })).then(() => true, isMissing);
        if (!exists) await client.send(new CreateBucketCommand({ Bucket })).catch(ignoreOwn);
      }
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket: originals, VersioningConfiguration }));
      if (webOrigins.length === 0) return;
      await allow(originals, [store.uploads === 'put' ? 'PUT' : 'POST']);
      await allow(renditions, ['GET', 'HEAD']);
    },
    /** @throws Error when the store does not answer */
    async reach(): Promise<void> {
      await client.send(new HeadBucketCommand({ Bucket: originals }));
    },
    close: () => sdk.destroy(),
  };
}

function isMissing(error: unknown): boolean {
  if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return false;
  throw error;
}

function ignoreOwn(error: unknown): void {
  if (!(error instanceof S3ServiceException && error.name === 'BucketAlreadyOwnedByYou')) throw error;
}
