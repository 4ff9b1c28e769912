import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { uploadPrefix } from '../../../lambda/core/keys';
import { isQueueRow, pascalCase, type QueueRow, type TriggerRow, triggerDefaults } from '../../../lambda/events/trigger-row';
import { type QueueName, triggers } from '../../../lambda/events/triggers';
import { type FunctionName, sizeOf } from '../../functions';
import type { Settings } from '../../settings/settings';
import { ImageBuckets } from './image-buckets';
import { ImageTable } from './image-table';
import { MessageQueue } from './message-queue';
import { SignIn } from './sign-in';
import { notifyOfUploads } from './upload-notification';

export interface StorageProps {
  readonly settings: Pick<Settings, 'keepState' | 'allowedOrigins' | 'mfa'>;
  /** Origin from which browsers sign in and upload. @default - none */
  readonly pageOrigin?: string;
}

/** Everything that holds state: records, files, the messages between functions, and users. */
export class Storage extends Construct {
  readonly table: Table;
  readonly originals: Bucket;
  readonly renditions: Bucket;
  /** By their names in `lambda/events/triggers.ts`. */
  readonly queues: Readonly<Record<QueueName, MessageQueue>>;
  readonly signIn: SignIn;

  constructor(scope: Construct, id: string, { settings, pageOrigin }: StorageProps) {
    super(scope, id);
    const { keepState, allowedOrigins, mfa } = settings;
    const origins = pageOrigin ? [pageOrigin, ...allowedOrigins] : allowedOrigins;
    const buckets = new ImageBuckets(this, 'Buckets', { keepState, allowedOrigins: origins });
    this.originals = buckets.originals;
    this.renditions = buckets.renditions;
    this.table = new ImageTable(this, 'Images', { keepState }).table;
    this.queues = Object.fromEntries(queueRows.map((row) => [row.on.queue, this.queueOf(row)])) as Storage['queues'];
    notifyOfUploads({ bucket: buckets.originals, prefix: uploadPrefix, queue: this.queues.uploads.queue });
    this.signIn = new SignIn(this, 'SignIn', { keepState, pageOrigin, mfa });
  }

  private queueOf({ name, on: { queue, maxReceives = triggerDefaults.maxReceives } }: QueueRow): MessageQueue {
    return new MessageQueue(this, pascalCase(queue), { maxReceives, consumerTimeout: sizeOf(name as FunctionName).timeout });
  }
}

const queueRows = (triggers as readonly TriggerRow[]).filter(isQueueRow);
