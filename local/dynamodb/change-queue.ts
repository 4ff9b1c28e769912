import type { DynamoDBBatchResponse, DynamoDBRecord } from 'aws-lambda';
import { tableSchema } from '../../lambda/contract';
import { triggerDefaults } from '../../lambda/events/trigger-row';
import type { Log } from '../../lambda/services';
import { FailedFrom, MessageQueue, type QueuedMessage } from '../sqs/message-queue';
import type { BegunChange, ChangeFeed, ChangeSink } from './change-feed';
import { type EventFilter, eventPattern } from './event-pattern';
import type { JsonItem } from './stream-record';

export interface ChangeQueueProps {
  readonly folder: string;
  /** Patterns of the records to deliver: one of them must match. */
  readonly patterns: readonly object[];
  /**
   * Prefixes of owners whose items no pattern matches. Their writes are not observed, which takes a third of the time.
   * @default - none
   */
  readonly ignoredOwners?: readonly string[];
  /** Records in one invocation. @default 10 */
  readonly batchSize?: number;
  /** Number of deliveries before a record moves to the folder `dead`. @default 11, as in the stack: ten retries */
  readonly maxReceives?: number;
  readonly log: Log;
  /** Delay before the first retry, in milliseconds; doubled each time. @default 100, two minutes in all */
  readonly retryMs?: number;
}

/** Content of a message: a write that is about to happen, or its result. */
type Body = { readonly begun: BegunChange } | { readonly record: DynamoDBRecord };

/** Processes records. @returns the sequence numbers of failed records: the first of them and all later records are retried */
export type ChangeHandler = (records: DynamoDBRecord[]) => Promise<DynamoDBBatchResponse>;

/** Delivers changes in order, at least once, like the event source mapping of a stream. */
export class ChangeQueue implements ChangeSink<QueuedMessage> {
  private readonly filters: readonly EventFilter[];
  private queue?: MessageQueue;

  constructor(private readonly props: ChangeQueueProps) {
    this.filters = props.patterns.map(eventPattern);
  }

  /** Opens the folder, so that changes can be held. Delivery begins with `start`. */
  async open(feed: Pick<ChangeFeed, 'recover'>, handler: ChangeHandler): Promise<void> {
    const { folder, log, retryMs = 100 } = this.props;
    const { batchSize = triggerDefaults.streamBatchSize, maxReceives = triggerDefaults.streamRetries + 1 } = this.props;
    this.queue = await MessageQueue.open(
      {
        folder,
        maxReceives,
        retryMs,
        ordered: true,
        batchSize,
        deliver: (batch) => deliver(batch, handler),
        onFailure: ({ id, receives }, error, givenUp) =>
          log.error(`change ${id} failed on receive ${receives}${givenUp ? ' and was moved to the dead letters' : ''}`, error),
        onDamage: (file) => log.warn('A change of a record is corrupt and was set aside. It is not delivered.', { file }),
      },
      async ({ body }) => {
        const held: Body = JSON.parse(body);
        const record = 'record' in held ? held.record : await feed.recover(held.begun);
        return record && this.isWanted(record) ? encode({ record }) : undefined;
      },
    );
  }

  /** Starts the delivery. */
  start(): void {
    this.opened.start();
  }

  concerns({ [tableSchema.partitionKey.name]: owner }: JsonItem): boolean {
    return !this.props.ignoredOwners?.some((prefix) => owner?.S?.startsWith(prefix));
  }

  hold(begun: BegunChange): Promise<QueuedMessage> {
    return this.opened.hold(encode({ begun }));
  }

  async release(held: QueuedMessage, record: DynamoDBRecord): Promise<void> {
    if (!this.isWanted(record)) return this.forget(held);
    this.opened.release(await this.opened.rewrite(held, encode({ record })));
  }

  async forget(held: QueuedMessage): Promise<void> {
    await this.opened.forget(held);
  }

  deadLetters(): Promise<QueuedMessage[]> {
    return this.opened.deadLetters();
  }

  redrive(): Promise<number> {
    return this.opened.redrive();
  }

  /** Waits for work in progress; the rest remains on the disk. */
  async close(): Promise<void> {
    await this.queue?.close();
  }

  private isWanted(record: DynamoDBRecord): boolean {
    return this.filters.some((matches) => matches(record));
  }

  private get opened(): MessageQueue {
    if (!this.queue) throw new Error('The queue of changes is not open.');
    return this.queue;
  }
}

const encode = (body: Body) => JSON.stringify(body);

async function deliver(batch: readonly QueuedMessage[], handler: ChangeHandler): Promise<void> {
  const records = batch.map(({ body }): DynamoDBRecord => JSON.parse(body).record);
  const { batchItemFailures } = await handler(records);
  if (batchItemFailures.length === 0) return;
  const failed = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
  const first = records.findIndex(({ dynamodb }) => failed.has(dynamodb?.SequenceNumber ?? ''));
  // As in Lambda, an id that is not in the batch fails all of it.
  throw new FailedFrom(batch[Math.max(first, 0)]?.id ?? '', 'The function reported it as failed.');
}
