import type { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { uploadPrefix } from '../../../lambda/core/keys';
import type { Settings } from '../../settings/settings';
import { ImageBuckets } from './image-buckets';
import { ImageTable } from './image-table';
import { SignIn } from './sign-in';
import { UploadQueue } from './upload-queue';

export interface StorageProps {
  readonly settings: Pick<Settings, 'keepState' | 'allowedOrigins' | 'mfa'>;
  /** Origin of the page. @default - no page */
  readonly pageOrigin?: string;
  /** Timeout of the function that processes the uploads. */
  readonly uploadTimeout: Duration;
}

/** All stateful resources: records, files, the queue between them, and users. */
export class Storage extends Construct {
  readonly table: Table;
  readonly originals: Bucket;
  readonly renditions: Bucket;
  readonly uploads: UploadQueue;
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { settings, pageOrigin, uploadTimeout }: StorageProps) {
    super(scope, id);
    const { keepState, allowedOrigins, mfa } = settings;
    const origins = pageOrigin ? [pageOrigin, ...allowedOrigins] : allowedOrigins;
    const buckets = new ImageBuckets(this, 'Buckets', { keepState, allowedOrigins: origins });
    this.originals = buckets.originals;
    this.renditions = buckets.renditions;
    this.table = new ImageTable(this, 'Images', { keepState }).table;
    this.uploads = new UploadQueue(this, 'Uploads', {
      bucket: buckets.originals,
      prefix: uploadPrefix,
      consumerTimeout: uploadTimeout,
    });
    this.signIn = new SignIn(this, 'SignIn', { keepState, pageOrigin, mfa });
  }
}
