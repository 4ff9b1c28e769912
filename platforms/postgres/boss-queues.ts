import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { JobWithMetadata, PgBoss, QueueOptions } from 'pg-boss';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import type { MessageQueues, UploadAnnouncer } from '../../lambda/core/ports';
import { type QueueRow, triggerDefaults } from '../../lambda/events/trigger-row';
import { functionDefaults } from '../../lambda/function-row';
import type { Log } from '../../lambda/services';

/** Invokes a function with an event, like Lambda. */
export type Invoke = (event: unknown) => Promise<unknown>;

export interface QueuesProps {
  /** Of the database. */
  readonly url: string;
  /** Whether this process delivers, and not only sends. It then also returns the messages of processes that crashed. */
  readonly delivers: boolean;
  readonly log: Pick<Log, 'error'>;
}

/** The content of a message. */
interface Message {
  readonly body: string;
}

/** After this time without a sign of life from its process, a message is delivered again. pg-boss allows no less. */
const heartbeatSeconds = 10;

/** How a queue delivers: how often, and for how long a function may take. */
export interface Delivery {
  readonly maxReceives: number;
  readonly timeoutSeconds: number;
}

/** Delivers the messages of a queue, one invocation of `work` for each batch. */
interface Consumer extends Delivery {
  readonly batchSize: number;
  readonly concurrency: number;
  /** @returns the failed ones of a batch, with their errors */
  readonly work: (batch: readonly JobWithMetadata<Message>[]) => Promise<ReadonlyMap<string, Error>>;
}

/** Queues in PostgreSQL, by pg-boss. It polls; it needs no `LISTEN` and no lock of a session. */
export class BossQueues implements MessageQueues {
  private constructor(
    private readonly boss: PgBoss,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /** Connects, and creates the tables of pg-boss or brings them up to date. */
  static async open({ url, delivers, log }: QueuesProps): Promise<BossQueues> {
    // An ES module.
    const { PgBoss } = await import('pg-boss');
    const boss = new PgBoss({
      connectionString: url,
      schema: 'pgboss',
      max: delivers ? 5 : 2,
      // pg-boss repeats its schedules itself, which this application does not use: see `timers.ts`.
      schedule: false,
      supervise: delivers,
      superviseIntervalSeconds: 5,
      monitorIntervalSeconds: 5,
    });
    boss.on('error', (error) => log.error('The queues have an error', error));
    // Again, because another process may create the same tables now.
    await boss.start({ attempts: 5 });
    return new BossQueues(boss, log);
  }

  /** Creates a queue and its dead letters, or changes their settings. */
  async create(queue: string, { maxReceives, timeoutSeconds }: Delivery): Promise<void> {
    const deadLetter = deadLettersOf(queue);
    const options: QueueOptions = {
      retryLimit: maxReceives - 1,
      retryDelay: 1,
      retryBackoff: true,
      retryDelayMax: 60,
      expireInSeconds: timeoutSeconds,
      heartbeatSeconds,
      // What was delivered is of no use.
      deleteAfterSeconds: 60,
    };
    await this.boss.createQueue(deadLetter, { deleteAfterSeconds: 60 });
    await this.boss.createQueue(queue, { ...options, deadLetter });
    await this.boss.updateQueue(queue, { ...options, deadLetter });
  }

  async send(queue: string, body: string): Promise<void> {
    await this.boss.send(queue, { body } satisfies Message);
  }

  /** Sends a message unless one with the same key was sent in the same span of this many seconds. */
  async sendOnce(queue: string, body: string, key: string, seconds: number): Promise<void> {
    await this.boss.send(queue, { body } satisfies Message, { singletonKey: key, singletonSeconds: seconds });
  }

  /** Sends uploads to the queue of that name. */
  uploads(queue: string): UploadAnnouncer & { announceOnce(upload: AnnouncedUpload): Promise<void> } {
    return {
      announce: (upload) => this.send(queue, encodeAnnouncedUpload(upload)),
      announceOnce: (upload) =>
        this.sendOnce(queue, encodeAnnouncedUpload(upload), `${upload.id} ${upload.version} ${upload.attempt}`, 60),
    };
  }

  /** Invokes the function of a row for the messages of its queue, as an event source mapping does. */
  async deliver(row: QueueRow, invoke: Invoke, concurrency: number): Promise<void> {
    const { queue, maxReceives = triggerDefaults.maxReceives, batchSize = triggerDefaults.queueBatchSize } = row.on;
    const { timeoutSeconds = functionDefaults.timeoutSeconds } = row;
    const work = async (batch: readonly JobWithMetadata<Message>[]) => {
      const answer = (await invoke({ Records: batch.map((job) => sqsRecord(job, queue)) })) as
        | Partial<SQSBatchResponse>
        | undefined;
      const failed = (answer?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
      // As in Lambda, an id that is not in the batch fails all of it.
      const known = failed.every((id) => batch.some((job) => job.id === id));
      const error = new Error(`${row.name} reported it as failed.`);
      return new Map((known ? failed : batch.map(({ id }) => id)).map((id) => [id, error]));
    };
    await this.consume(queue, { maxReceives, timeoutSeconds, batchSize, concurrency, work });
  }

  /** Calls a function with each message of a queue. */
  async handle(queue: string, delivery: Delivery, handler: (body: string) => Promise<void>): Promise<void> {
    const work = async ([job]: readonly JobWithMetadata<Message>[]) => {
      if (job) await handler(job.data.body);
      return new Map<string, Error>();
    };
    await this.consume(queue, { ...delivery, batchSize: 1, concurrency: 1, work });
  }

  /** Names of the queues that have dead letters. */
  async names(): Promise<string[]> {
    const queues = await this.boss.getQueues();
    return queues.filter(({ deadLetter }) => deadLetter).map(({ name }) => name);
  }

  /** Returns the dead letters of a queue to it. @returns their number */
  redrive(queue: string): Promise<number> {
    return this.boss.redrive(deadLettersOf(queue));
  }

  /** Number of the messages that wait or are delivered, and of the dead letters. */
  async count(queue: string): Promise<{ messages: number; deadLetters: number }> {
    const count = async (name: string) => {
      const jobs = await this.boss.findJobs(name);
      return jobs.filter(({ state }) => state === 'created' || state === 'retry' || state === 'active').length;
    };
    return { messages: await count(queue), deadLetters: await count(deadLettersOf(queue)) };
  }

  /** Waits for the functions that run, but not longer than the grace time. What is not finished is delivered again. */
  async close(graceMs: number): Promise<void> {
    await this.boss.stop({ graceful: true, timeout: graceMs });
  }

  private async consume(queue: string, { batchSize, concurrency, work, ...delivery }: Consumer): Promise<void> {
    await this.create(queue, delivery);
    await this.boss.work(
      queue,
      { batchSize, localConcurrency: concurrency, includeMetadata: true, pollingIntervalSeconds: 0.5 } as const,
      async (batch: JobWithMetadata<Message>[]) => {
        const failed = await work(batch).catch((error: Error) => new Map(batch.map(({ id }) => [id, error])));
        for (const [id, error] of failed) {
          const receives = (batch.find((job) => job.id === id)?.retryCount ?? 0) + 1;
          const givenUp = receives >= delivery.maxReceives;
          this.log.error(
            `message ${id} of ${queue} failed on receive ${receives}${givenUp ? ' and was moved to the dead letters' : ''}`,
            error,
          );
          await this.boss.fail(queue, id, { message: error.message });
        }
        // pg-boss completes the rest: those that are still active.
      },
    );
  }
}

const deadLettersOf = (queue: string) => `${queue}-dead-letters`;

function sqsRecord({ id, data, createdOn, retryCount }: JobWithMetadata<Message>, queue: string): SQSRecord {
  const sentAt = String(createdOn.getTime());
  return {
    messageId: id,
    receiptHandle: `${id}-${retryCount}`,
    body: data.body,
    attributes: {
      ApproximateReceiveCount: String(retryCount + 1),
      SentTimestamp: sentAt,
      SenderId: 'postgres',
      ApproximateFirstReceiveTimestamp: sentAt,
    },
    messageAttributes: {},
    md5OfBody: '',
    eventSource: 'pg-boss',
    eventSourceARN: queue,
    awsRegion: '',
  };
}
