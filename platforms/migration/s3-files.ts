import { Readable } from 'node:stream';
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  type HeadObjectCommandOutput,
  PutObjectCommand,
  type S3Client,
  type S3ClientConfig,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { ArchivedFile, FileHeaders } from './archived-image';
import type { FoundFile, StoredFiles } from './image-home';

/** Patient, because no one waits for an answer: files may be large, and the connection slow. */
export const patient = {
  maxAttempts: 6,
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 300_000, throwOnRequestTimeout: true, socketTimeout: 60_000 },
} as const satisfies S3ClientConfig;

/** Attempts to send a file. The SDK cannot repeat a stream. */
const writeAttempts = 4;

/** The files of one bucket of AWS, or of any store with the API of S3. */
export class S3Files implements StoredFiles {
  constructor(
    private readonly client: Pick<S3Client, 'send'>,
    private readonly bucket: string,
  ) {}

  async open(key: string, version?: string) {
    const got = await orUndefined(this.client.send(new GetObjectCommand(this.at(key, version))), version);
    return got && { ...found(got), body: got.Body as Readable };
  }

  async stat(key: string, version?: string): Promise<FoundFile | undefined> {
    const head = new HeadObjectCommand({ ...this.at(key, version), ChecksumMode: 'ENABLED' });
    const got = await orUndefined(this.client.send(head), version);
    return got && found(got);
  }

  async write(key: string, { bytes, sha256, headers }: ArchivedFile, open: () => Readable): Promise<string> {
    for (let attempt = 1; ; attempt += 1) {
      const body = bytes === 0 ? Readable.from([]) : open();
      try {
        const { VersionId = 'null' } = await this.client.send(
          new PutObjectCommand({
            ...this.at(key),
            Body: bytes === 0 ? new Uint8Array(0) : body,
            ContentLength: bytes,
            ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
            ContentType: headers.contentType,
            CacheControl: headers.cacheControl,
            ContentDisposition: headers.contentDisposition,
            ContentEncoding: headers.contentEncoding,
            Metadata: headers.metadata,
          }),
        );
        return VersionId;
      } catch (error) {
        const { $metadata } = error as S3ServiceException;
        const rejected = ($metadata?.httpStatusCode ?? 500) < 500 && $metadata?.httpStatusCode !== 429;
        if (rejected || attempt === writeAttempts) throw error;
      } finally {
        body.destroy();
      }
    }
  }

  private at(key: string, version?: string) {
    return { Bucket: this.bucket, Key: key, VersionId: version };
  }
}

function found(answer: GetObjectCommandOutput | HeadObjectCommandOutput): FoundFile {
  const { ChecksumSHA256, ChecksumType, Metadata = {} } = answer;
  // Of an object in parts, the checksum may be one of the parts' checksums.
  const isOfBytes = ChecksumSHA256 !== undefined && ChecksumType !== 'COMPOSITE' && !ChecksumSHA256.includes('-');
  return {
    bytes: answer.ContentLength ?? 0,
    version: answer.VersionId ?? 'null',
    headers: present({
      contentType: answer.ContentType,
      cacheControl: answer.CacheControl,
      contentDisposition: answer.ContentDisposition,
      contentEncoding: answer.ContentEncoding,
      metadata: Object.keys(Metadata).length > 0 ? Metadata : undefined,
    }),
    ...(isOfBytes && { sha256: Buffer.from(ChecksumSHA256, 'base64').toString('hex') }),
  };
}

/** The headers that are set. Some stores return empty ones. */
const present = (headers: FileHeaders): FileHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined && value !== ''));

/** The answer; `undefined` when there is no such file or version. */
async function orUndefined<Answer>(answer: Promise<Answer>, version: string | undefined): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    const status = error.$metadata.httpStatusCode;
    // The version of another store can be invalid in this one. The answer to a HEAD request has no body, and so no code.
    const isInvalidVersion = version !== undefined && status === 400 && /^(InvalidArgument|BadRequest|400)$/.test(error.name);
    if ((status === 404 && error.name !== 'NoSuchBucket') || isInvalidVersion) return undefined;
    throw error;
  }
}
