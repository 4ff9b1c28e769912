import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import type { Outputs } from './cdk';

/** The image buckets of a stage, accessed by the account. */
export class Buckets {
  private readonly client: S3Client;

  constructor(
    private readonly outputs: Outputs,
    endpoint: string,
  ) {
    this.client = new S3Client({ endpoint, region, credentials });
  }

  private get names(): string[] {
    return [this.outputs.OriginalsBucketName, this.outputs.RenditionsBucketName];
  }

  /** Number of object versions whose key contains this part. */
  async versions(part: string): Promise<number> {
    const lists = await Promise.all(this.names.map((Bucket) => this.client.send(new ListObjectVersionsCommand({ Bucket }))));
    return lists.flatMap(({ Versions = [] }) => Versions).filter(({ Key }) => Key?.includes(part)).length;
  }

  /** Stores an original without sending an event. */
  async storeWithoutEvent(Key: string, Body: Uint8Array): Promise<void> {
    const Bucket = this.outputs.OriginalsBucketName;
    const { $metadata: _, ...notifications } = await this.client.send(new GetBucketNotificationConfigurationCommand({ Bucket }));
    await this.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: {} }));
    await this.client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'image/jpeg' }));
    await this.client.send(new PutBucketNotificationConfigurationCommand({ Bucket, NotificationConfiguration: notifications }));
  }

  /** Returns those of the buckets that exist. */
  async existing(names: readonly string[]): Promise<string[]> {
    const heads = await Promise.allSettled(names.map((Bucket) => this.client.send(new HeadBucketCommand({ Bucket }))));
    return names.filter((_, index) => heads[index]?.status === 'fulfilled');
  }

  close(): void {
    this.client.destroy();
  }
}
