import type { S3Signer } from '../../lambda/adapters/aws/s3-signer';
import { S3Error } from './s3-error';
import { equal, parseAmzDate } from './upload-policy';

/** The maximum validity of a presigned URL in S3. */
const longestUrlSeconds = 7 * 24 * 60 * 60;

const needed = ['Algorithm', 'Credential', 'Signature', 'Date', 'SignedHeaders', 'Expires'].map((name) => `X-Amz-${name}`);

export interface SignedRead {
  /** The method. A URL for GET is not valid for HEAD, and vice versa. */
  readonly method: 'GET' | 'HEAD';
  /** As it was received. */
  readonly url: URL;
  /** Base path of the bucket. */
  readonly base: string;
  readonly key: string;
}

/**
 * Verifies a presigned URL like S3.
 * @throws S3Error
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export async function checkSignature({ method, url, base, key }: SignedRead, signer: S3Signer, now: Date): Promise<void> {
  const { searchParams } = url;
  const missing = needed.filter((name) => !searchParams.has(name));
  if (missing.length === needed.length) throw accessDenied();
  if (missing.length > 0) throw badParameters(`Query-string authentication version 4 requires ${missing.join(', ')}, too.`);
  const seconds = Number(searchParams.get('X-Amz-Expires'));
  if (!(seconds >= 1 && seconds <= longestUrlSeconds)) {
    throw badParameters('X-Amz-Expires must be a number of seconds from 1 to a week.');
  }
  const at = parseAmzDate(searchParams.get('X-Amz-Date') ?? '', badParameters);
  const genuine = signer.presign(method, base, key, at, seconds);
  // The signature covers the whole query in sorted order, because the order of parameters is not signed.
  searchParams.sort();
  genuine.searchParams.sort();
  if (!equal(genuine.search, url.search)) {
    throw new S3Error(
      403,
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    );
  }
  const expires = new Date(at.getTime() + seconds * 1000);
  if (now > expires) {
    const elements = { 'X-Amz-Expires': seconds, Expires: withoutMs(expires), ServerTime: withoutMs(now) };
    throw new S3Error(403, 'AccessDenied', 'Request has expired', { elements });
  }
}

/** A caller without permission to list gets the same response whether the object exists or not. */
export const accessDenied = () => new S3Error(403, 'AccessDenied', 'Access Denied');

const badParameters = (message: string) => new S3Error(400, 'AuthorizationQueryParametersError', message);

const withoutMs = (date: Date) => date.toISOString().replace(/\.\d{3}/, '');
