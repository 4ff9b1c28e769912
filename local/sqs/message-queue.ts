import { randomUUID } from 'node:crypto';
import { isDiskFull } from '../log';
import { MessageFiles, type QueuedMessage } from './message-files';

export type { QueuedMessage } from './message-files';

export interface MessageQueueProps {
  readonly folder: string;
  /**
   * Processes a batch. An error fails the batch: in an ordered queue the first message, for which the others wait; otherwise
   * every message. `FailedFrom` and `FailedMessages` fail a part of it.
   */
  readonly deliver: (batch: readonly QueuedMessage[]) => Promise<void>;
  /** Called on each failure, with whether the message moved to the dead letters. */
  readonly onFailure: (message: QueuedMessage, error: Error, givenUp: boolean) => void;
  /** Called with the new path of a file that contains no valid message. */
  readonly onDamage: (file: string) => void;
  /** Number of deliveries before a message moves to the folder `dead`. */
  readonly maxReceives: number;
  /**
   * Whether messages keep their order, like in a shard of a stream: one batch at a time, and all later messages wait until a
   * failed one succeeds or moves to the dead letters. @default false
   */
  readonly ordered?: boolean;
  /** Maximum number of concurrent batches, unless the queue is ordered. @default 2 */
  readonly concurrency?: number;
  /** Maximum number of messages in a batch. @default 1 */
  readonly batchSize?: number;
  /** Delay before the first retry, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/** Thrown by a handler: this message of the batch failed, those before it are done, and those after it were not processed. */
export class FailedFrom extends Error {
  constructor(
    readonly messageId: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** Thrown by a handler of an unordered queue: these messages of the batch failed, the others are done. */
export class FailedMessages extends Error {
  constructor(
    readonly messageIds: readonly string[],
    reason: string,
  ) {
    super(reason);
  }
}

/**
 * Replaces SQS in the local run and, when ordered, a stream: messages survive a crash, are delivered at least once, and move to
 * the dead letters when they fail too often.
 */
export class MessageQueue {
  private waiting: QueuedMessage[] = [];
  private readonly working = new Set<Promise<void>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private lastPlace = 0;
  private started = false;
  private closed = false;

  /** Bodies of all messages of earlier runs, including dead letters. */
  readonly inherited = new Set<string>();

  private constructor(
    private readonly files: MessageFiles,
    private readonly props: MessageQueueProps,
  ) {}

  /**
   * Opens the folder. Delivery begins with `start`. @param recover returns the body to deliver for a message of an earlier run;
   * `undefined` discards it
   */
  static async open(
    props: MessageQueueProps,
    recover: (message: QueuedMessage) => Promise<string | undefined>,
  ): Promise<MessageQueue> {
    const files = await MessageFiles.open(props.folder);
    const queue = new MessageQueue(files, props);
    const dead = await files.deadLetters();
    const found = await files.waiting(props.onDamage);
    queue.lastPlace = Math.max(0, ...[...dead, ...found].map(({ place }) => place));
    for (const { body } of dead) queue.inherited.add(body);
    for (const message of found) {
      const body = await recover(message);
      if (body === undefined) await queue.forget(message);
      else {
        queue.inherited.add(body);
        queue.waiting.push(body === message.body ? message : await queue.rewrite(message, body));
      }
    }
    return queue;
  }

  /** Starts the delivery. */
  start(): void {
    this.started = true;
    this.next();
  }

  /** Stores a message without delivering it. */
  async hold(body: string): Promise<QueuedMessage> {
    this.lastPlace += 1;
    const message = { id: randomUUID(), body, sentAt: Date.now(), place: this.lastPlace, receives: 0 };
    await this.files.save(message);
    return message;
  }

  /** Number of messages that wait, except those that are being processed or wait for a retry. */
  get length(): number {
    return this.waiting.length;
  }

  /** Replaces the body of a held message. @returns the message that holds it */
  async rewrite(message: QueuedMessage, body: string): Promise<QueuedMessage> {
    const rewritten = { ...message, body };
    await this.files.save(rewritten);
    return rewritten;
  }

  /** Delivers a held message. */
  release(message: QueuedMessage): void {
    this.waiting.push(message);
    this.next();
  }

  /** Removes a message. */
  async forget({ id }: QueuedMessage): Promise<void> {
    await this.files.remove(id);
  }

  /** Dead letters in sending order. */
  deadLetters(): Promise<QueuedMessage[]> {
    return this.files.deadLetters();
  }

  /** Re-queues all dead letters, as if they were new. @returns their number */
  async redrive(): Promise<number> {
    const letters = await this.deadLetters();
    for (const letter of letters) {
      this.lastPlace += 1;
      const message = { ...letter, place: this.lastPlace, receives: 0 };
      await this.files.redrive(message);
      this.release(message);
    }
    return letters.length;
  }

  /** Stops the delivery, and waits for work in progress. The rest remains on the disk. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.working);
  }

  private next(): void {
    const { ordered = false, concurrency = 2 } = this.props;
    // In an ordered queue, a message that waits for a retry blocks the others.
    const busy = ordered ? this.working.size + this.timers.size > 0 : this.working.size >= concurrency;
    const batch = !this.started || this.closed || busy ? [] : this.take();
    if (batch.length === 0) return;
    const work = this.work(batch).finally(() => {
      this.working.delete(work);
      this.next();
    });
    this.working.add(work);
    this.next();
  }

  /**
   * Takes a batch. A message that was delivered before comes alone: it may have ended the process, and must not affect others.
   */
  private take(): QueuedMessage[] {
    const again = this.waiting.findIndex(({ receives }) => receives > 0);
    const fresh = again === -1 ? this.waiting.length : again;
    const batch = this.waiting.splice(0, Math.min(Math.max(fresh, 1), this.props.batchSize ?? 1));
    return batch.map((message) => ({ ...message, receives: message.receives + 1 }));
  }

  private async work(batch: readonly QueuedMessage[]): Promise<void> {
    let left = batch;
    try {
      for (const message of batch) await this.count(message);
      const failure = await this.props.deliver(batch).then(
        () => undefined,
        (error: Error) => error,
      );
      for (const message of doneOf(batch, failure)) {
        await this.forget(message);
        left = left.filter((other) => other !== message);
      }
      if (failure) throw failure;
    } catch (error) {
      const failed = this.props.ordered ? left.slice(0, 1) : left;
      // In an ordered queue, no one worked on the messages behind the one that failed.
      const behind = left.slice(failed.length);
      this.waiting.unshift(...behind.map((message) => ({ ...message, receives: message.receives - 1 })));
      for (const message of failed) await this.fail(message, error as Error);
    }
  }

  private async count(message: QueuedMessage): Promise<void> {
    // A message that killed the process each time has never reported an error.
    if (message.receives > this.props.maxReceives) throw new Error('The application exited each time it processed this message.');
    await this.files.save(message);
  }

  private async fail(message: QueuedMessage, error: Error): Promise<void> {
    const { retryMs = 500, maxReceives } = this.props;
    // A full disk is not caused by the message: it waits for space, and the attempt does not count.
    const full = isDiskFull(error);
    const givenUp = !full && message.receives >= maxReceives;
    this.props.onFailure(message, error, givenUp);
    if (givenUp) {
      // If it cannot be moved, it remains, and the next start tries again.
      await this.files.moveToDeadLetters(message.id).catch(() => undefined);
      return;
    }
    if (this.closed) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        const again = full ? { ...message, receives: message.receives - 1 } : message;
        if (this.props.ordered) this.waiting.unshift(again);
        else this.waiting.push(again);
        this.next();
      },
      retryMs * 2 ** (message.receives - 1),
    );
    this.timers.add(timer);
  }
}

/** Returns the messages of a batch that need no further delivery. */
function doneOf(batch: readonly QueuedMessage[], failure: Error | undefined): readonly QueuedMessage[] {
  if (!failure) return batch;
  if (failure instanceof FailedMessages) return batch.filter(({ id }) => !failure.messageIds.includes(id));
  if (failure instanceof FailedFrom)
    return batch.slice(
      0,
      Math.max(
        batch.findIndex(({ id }) => id === failure.messageId),
        0,
      ),
    );
  return [];
}
