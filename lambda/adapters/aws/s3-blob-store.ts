import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BlobStore } from '../../core/ports';
import { cacheControl } from '../cache-control';

/** One S3 bucket. */
export class S3BlobStore implements BlobStore {
  constructor(
    private readonly client: Pick<S3Client, 'send'>,
    private readonly bucket: string,
  ) {}

  async stat(key: string, version?: string): Promise<{ bytes: number; contentType: string } | undefined> {
    const head = await orUndefined(this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version })));
    return head && { bytes: head.ContentLength ?? 0, contentType: head.ContentType ?? '' };
  }

  async read(key: string, version?: string): Promise<Uint8Array | undefined> {
    const object = await orUndefined(this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version })));
    return object?.Body?.transformToByteArray();
  }

  async write(key: string, body: Uint8Array, contentType: string): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType, CacheControl: cacheControl }),
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    const Delete = { Objects: keys.map((Key) => ({ Key })), Quiet: true };
    const { Errors = [] } = await this.client.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete }));
    // S3 answers 200 even when it could not remove some of them.
    if (Errors.length > 0) throw new Error(`S3 did not remove ${Errors.map(({ Key, Code }) => `${Key} (${Code})`).join(', ')}.`);
  }
}

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
