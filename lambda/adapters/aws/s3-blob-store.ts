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

/** Stores objects in one S3 bucket. */
export class S3BlobStore implements BlobStore {
  constructor(
    private readonly client: Pick<S3Client, 'send'>,
    private readonly bucket: string,
  ) {}

  async stat(key: string, version?: string): Promise<{ bytes: number; contentType: string; version: string } | undefined> {
    const head = await orUndefined(this.client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version })));
    // An object that was written without versioning has the version `null`, which S3 does not return here.
    return head && { bytes: head.ContentLength ?? 0, contentType: head.ContentType ?? '', version: head.VersionId ?? 'null' };
  }

  async read(key: string, version?: string): Promise<Uint8Array | undefined> {
    for (let attempt = 1; ; attempt += 1) {
      const get = new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: version });
      const object = await orUndefined(this.client.send(get));
      try {
        // Not `transformToByteArray`: it waits forever when the connection broke before the call.
        return object && (await buffer(object.Body as Readable));
      } catch (error) {
        // A broken connection causes an error, never a shorter body. The SDK does not retry it.
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

  /** @throws Error when there are more objects than one call may remove; a retry continues with the rest */
  async removeAll(prefix: string): Promise<void> {
    for (let page = 1; page <= removal.pages; page += 1) {
      const list = new ListObjectVersionsCommand({ Bucket: this.bucket, Prefix: prefix, MaxKeys: removal.objects });
      const { Versions = [], DeleteMarkers = [], IsTruncated } = await this.client.send(list);
      // By version, because a versioned bucket would keep them otherwise. Without versioning, the only version is `null`.
      await this.delete([...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId })));
      // The listed objects are removed, so that the next page is the first one again.
      if (!IsTruncated) return;
    }
    throw new Error(`More objects exist under ${prefix} than one call removes. Retry to remove the rest.`);
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

  /** @param ignored error codes that are not errors here */
  private async delete(objects: ObjectIdentifier[], ignored: readonly string[] = []): Promise<void> {
    // S3 rejects an empty list.
    if (objects.length === 0) return;
    const Delete = { Objects: objects, Quiet: true };
    const { Errors = [] } = await this.client.send(new DeleteObjectsCommand({ Bucket: this.bucket, Delete }));
    const left = Errors.filter(({ Code = '' }) => !ignored.includes(Code));
    // S3 responds with 200 even when it could not remove some of the objects.
    if (left.length > 0) throw new Error(`S3 did not remove ${left.map(({ Key, Code }) => `${Key} (${Code})`).join(', ')}.`);
  }
}

/** Error codes for a version that does not exist: S3 returns none, versitygw returns InvalidArgument. */
const versionIsGone = ['NoSuchVersion', 'NoSuchKey', 'InvalidArgument'];

async function orUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return undefined;
    throw error;
  }
}
