import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  type ObjectIdentifier,
  PutObjectCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { BlobStore, ListedObject } from '../../core/ports';
import { cacheControl } from '../cache-control';
import { bodyAttempts, removal } from './client-config';

/** One S3 bucket. */
export class S3BlobStore implements BlobStore {
  constructor(
    private readonly client: Pick<S3Client, 'send'>,
    private readonly bucket: string,
  ) {}

  async stat(key: string, version?: string): Promise<{ bytes: number; contentType: string; version: string } | undefined> {
    const head = await orUndefined(this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version })));
    // An object that was written without versioning has the version `null`, and S3 does not say so here.
    return head && { bytes: head.ContentLength ?? 0, contentType: head.ContentType ?? '', version: head.VersionId ?? 'null' };
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
    await this.delete(keys.map((Key) => ({ Key })));
  }

  async removeVersion(key: string, version: string): Promise<void> {
    await this.delete([{ Key: key, VersionId: version }], versionIsGone);
  }

  /** @throws Error when there was more than one call may take; what it took is gone, so the next one goes on behind it */
  async removeAll(prefix: string): Promise<void> {
    for (let page = 1; page <= removal.pages; page += 1) {
      const list = new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix: prefix, MaxKeys: removal.objects });
      const { Versions = [], DeleteMarkers = [], IsTruncated } = await this.client.send(list);
      // By version, or a bucket of versions would keep them. Without versioning there is one, named `null`.
      await this.delete([...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId })));
      // What was listed is gone: the next page is the first again.
      if (!IsTruncated) return;
    }
    throw new Error(`There are more objects under ${prefix} than are removed at once; the next try goes on.`);
  }

  async list(
    prefix: string,
    { limit, after }: { limit: number; after?: string },
  ): Promise<{ objects: ListedObject[]; more: boolean }> {
    const { Contents = [], IsTruncated = false } = await this.client.send(
      new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, MaxKeys: limit, StartAfter: after }),
    );
    const objects = Contents.map(({ Key = '', LastModified = new Date(0) }) => ({ key: Key, writtenAt: LastModified }));
    return { objects, more: IsTruncated };
  }

  /** @param ignored codes of errors that are none here */
  private async delete(objects: ObjectIdentifier[], ignored: readonly string[] = []): Promise<void> {
    // S3 refuses a list of nothing.
    if (objects.length === 0) return;
    const Delete = { Objects: objects, Quiet: true };
    const { Errors = [] } = await this.client.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete }));
    const left = Errors.filter(({ Code = '' }) => !ignored.includes(Code));
    // S3 answers 200 even when it could not remove some of them.
    if (left.length > 0) throw new Error(`S3 did not remove ${left.map(({ Key, Code }) => `${Key} (${Code})`).join(', ')}.`);
  }
}

/** What stores say of a version that is gone: S3 itself nothing, versitygw that the version is an invalid argument. */
const versionIsGone = ['NoSuchVersion', 'NoSuchKey', 'InvalidArgument'];

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
