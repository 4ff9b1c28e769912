import type { ContentType } from '../../core/formats';
import type { Clock, SignedUrls, UploadForm } from '../../core/ports';
import type { S3Signer } from './s3-signer';

/** Validity of an upload form. */
export const formSeconds = 5 * 60;

/** Validity of a URL, and the time for which the same URL is returned, so that polling does not reload every image. */
const urlSeconds = 60 * 60;
const urlStepMs = 15 * 60 * 1000;

/** URLs that are kept, of about 2 KB each with a session token. */
const mostKept = 2000;

/** A bucket and the base URL of its objects. */
export interface BucketAddress {
  readonly bucket: string;
  readonly url: string;
}

export interface S3SignedUrlsProps {
  readonly originals: BucketAddress;
  readonly renditions: BucketAddress;
  readonly signer: S3Signer;
  readonly clock: Clock;
}

/** Returns the address of a bucket on AWS. */
export const awsAddress = (bucket: string, region: string): BucketAddress => ({
  bucket,
  url: `https://${bucket}.s3.${region}.amazonaws.com/`,
});

/**
 * Creates forms and URLs that S3 itself verifies.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-authentication-HTTPPOST.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export class S3SignedUrls implements SignedUrls {
  /** The URLs of the current step: clients poll, and ask for the same images again. */
  private signed = { step: 0, urls: new Map<string, string>() };

  constructor(private readonly props: S3SignedUrlsProps) {}

  async uploadForm({
    key,
    contentType,
    maxBytes,
  }: {
    key: string;
    contentType: ContentType;
    maxBytes: number;
  }): Promise<UploadForm> {
    const { originals, signer, clock } = this.props;
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + formSeconds * 1000);
    const pinned = { key, 'Content-Type': contentType, ...signer.formFields(now) };
    const conditions = [
      { bucket: originals.bucket },
      ...Object.entries(pinned).map(([name, value]) => ({ [name]: value })),
      ['content-length-range', 1, maxBytes],
    ];
    const policy = Buffer.from(JSON.stringify({ expiration: expiresAt.toISOString(), conditions })).toString('base64');
    const fields = { ...pinned, policy, 'x-amz-signature': signer.signPolicy(policy, now) };
    return { url: originals.url, fields, maxBytes, expiresAt };
  }

  async readUrl(key: string): Promise<string> {
    const step = Math.floor(this.props.clock.now().getTime() / urlStepMs);
    if (step !== this.signed.step || this.signed.urls.size >= mostKept) this.signed = { step, urls: new Map() };
    const { urls } = this.signed;
    const url = urls.get(key) ?? this.sign(key, new Date(step * urlStepMs));
    urls.set(key, url);
    return url;
  }

  private sign(key: string, at: Date): string {
    const { renditions, signer } = this.props;
    return signer.presign('GET', renditions.url, key, at, urlSeconds).href;
  }
}
