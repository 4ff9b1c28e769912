import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { ContentType } from '../../../../lambda/core/formats';
import type { SignedUrls, UploadForm } from '../../../../lambda/core/ports';

const formSeconds = 5 * 60;
const urlSeconds = 60 * 60;

export interface ClientSignedUrlsProps {
  readonly client: S3Client;
  /** Names of the buckets. */
  readonly originals: string;
  readonly renditions: string;
}

/** Signs forms and URLs with the S3 client of the SDK. */
export class ClientSignedUrls implements SignedUrls {
  constructor(private readonly props: ClientSignedUrlsProps) {}

  async uploadForm({
    key,
    contentType,
    maxBytes,
  }: {
    key: string;
    contentType: ContentType;
    maxBytes: number;
  }): Promise<UploadForm> {
    const expiresAt = new Date(Date.now() + formSeconds * 1000);
    const { url, fields } = await createPresignedPost(this.props.client, {
      Bucket: this.props.originals,
      Key: key,
      Fields: { 'Content-Type': contentType },
      Conditions: [['content-length-range', 1, maxBytes]],
      Expires: formSeconds,
    });
    return { url, fields, maxBytes, expiresAt };
  }

  readUrl(key: string): Promise<string> {
    const { client, renditions } = this.props;
    return getSignedUrl(client, new GetObjectCommand({ Bucket: renditions, Key: key }), { expiresIn: urlSeconds });
  }
}
