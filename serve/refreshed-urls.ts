import { type BucketAddress, S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { type Credentials, S3Signer } from '../lambda/adapters/aws/s3-signer';
import type { Clock, SignedUrls } from '../lambda/core/ports';

/** Credentials as the SDK's providers return them. */
export interface ExpiringCredentials extends Credentials {
  readonly expiration?: Date;
}

export interface RefreshedUrlsProps {
  readonly originals: BucketAddress;
  readonly renditions: BucketAddress;
  readonly region: string;
  readonly clock: Clock;
  /** Returns the current credentials; with `forceRefresh`, new ones where there are newer ones. */
  readonly credentials: (options?: { forceRefresh?: boolean }) => Promise<ExpiringCredentials>;
}

/** A signed URL is valid for an hour, and returned for a quarter of an hour, but never longer than its credentials. */
const neededMs = 75 * 60 * 1000;

/** From one attempt to get newer credentials to the next. */
const pauseMs = 60 * 1000;

/**
 * Signs forms and URLs with credentials that change while the process runs, such as those of a task role. A function never sees its
 * credentials change: Lambda ends the instance first.
 */
export class RefreshedUrls implements SignedUrls {
  private current?: { readonly credentials: ExpiringCredentials; readonly urls: SignedUrls };
  private askedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly props: RefreshedUrlsProps) {}

  async uploadForm(upload: Parameters<SignedUrls['uploadForm']>[0]) {
    return (await this.signed()).uploadForm(upload);
  }

  async readUrl(key: string): Promise<string> {
    return (await this.signed()).readUrl(key);
  }

  private async signed(): Promise<SignedUrls> {
    const credentials = await this.newest();
    if (!this.current || !areSame(this.current.credentials, credentials)) {
      const { originals, renditions, region, clock } = this.props;
      const signer = new S3Signer({ region, credentials });
      this.current = { credentials, urls: new S3SignedUrls({ originals, renditions, clock, signer }) };
    }
    return this.current.urls;
  }

  private async newest(): Promise<ExpiringCredentials> {
    const { credentials: provide, clock } = this.props;
    const credentials = await provide();
    const now = clock.now().getTime();
    const left = (credentials.expiration?.getTime() ?? Number.POSITIVE_INFINITY) - now;
    if (left > neededMs || now - this.askedAt < pauseMs) return credentials;
    this.askedAt = now;
    // Those at hand still sign URLs, for a shorter time.
    return provide({ forceRefresh: true }).catch(() => credentials);
  }
}

const areSame = (one: Credentials, other: Credentials) =>
  one.accessKeyId === other.accessKeyId && one.sessionToken === other.sessionToken;
