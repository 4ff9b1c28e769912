import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
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
import { bodyAttempts } from './client-config';

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
    for (let attempt = 1; ; attempt += 1) {
      const get = new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version });
      const object = await orUndefined(this.client.send(get));
      try {
        // Not `transformToByteArray`, which waits for ever when the connection broke before it was called.
        return object && (await buffer(object.Body as Readable));
      } catch (error) {
        // A body that breaks off ends in an error and never in fewer bytes; the client library does not repeat it.
        if (attempt === bodyAttempts) throw error;
      }
    }
  }

  async write(key: string, body: Uint8Array, contentType: string): Promise<void> {
    await this.client.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType, CacheControl: cacheControl }),
    );
  }

  async remove(keys: readonly string[]): Promise<void> {
    // S3 refuses a list of nothing.
    if (keys.length === 0) return;
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
