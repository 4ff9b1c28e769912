import { AwsV4Signer } from 'aws4fetch';
import { type BucketAddress, formSeconds } from '../lambda/adapters/aws/s3-signed-urls';
import type { S3SignerProps } from '../lambda/adapters/aws/s3-signer';
import type { Clock, SignedUrls, UploadForm } from '../lambda/core/ports';

export interface PutUrlsProps extends S3SignerProps {
  readonly originals: Pick<BucketAddress, 'url'>;
  readonly clock: Clock;
  /** Signs the URLs of renditions. */
  readonly renditions: Pick<SignedUrls, 'readUrl'>;
}

/**
 * Signs uploads for a store without forms, such as R2: one PUT request with exactly this key, this content type and this length. A range
 * of lengths cannot be signed, so that a client has to announce the `bytes` of its file.
 */
export class PutUrls implements SignedUrls {
  constructor(private readonly props: PutUrlsProps) {}

  async uploadForm({ key, contentType, maxBytes }: Parameters<SignedUrls['uploadForm']>[0]): Promise<UploadForm> {
    const { originals, region, credentials, clock } = this.props;
    const now = clock.now();
    const url = new URL(originals.url);
    url.pathname += key.split('/').map(encodeURIComponent).join('/');
    url.searchParams.set('X-Amz-Expires', String(formSeconds));
    const put = { 'content-type': contentType };
    const signed = await new AwsV4Signer({
      method: 'PUT',
      url: url.href,
      headers: { ...put, 'content-length': String(maxBytes) },
      allHeaders: true,
      signQuery: true,
      service: 's3',
      region,
      datetime: now.toISOString().replaceAll(/[-:]|\.\d{3}/g, ''),
      ...credentials,
    }).sign();
    return { url: signed.url.href, fields: {}, put, maxBytes, expiresAt: new Date(now.getTime() + formSeconds * 1000) };
  }

  readUrl(key: string): Promise<string> {
    return this.props.renditions.readUrl(key);
  }
}
