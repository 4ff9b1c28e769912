import { randomUUID } from 'node:crypto';
import { isDiskFull } from '../disk-full';
import { MessageFiles, type QueuedMessage } from './message-files';

export type { QueuedMessage } from './message-files';

export interface MessageQueueProps {
  readonly folder: string;
  /**
   * Works on a batch. What it throws fails the batch: of an ordered queue the first message, before which the others wait; otherwise
   * every message. `FailedFrom` and `FailedMessages` fail a part of it.
   */
  readonly deliver: (batch: readonly QueuedMessage[]) => Promise<void>;
  /** Called on each failure, with whether the message moved to the dead letters. */
  readonly onFailure: (message: QueuedMessage, error: Error, givenUp: boolean) => void;
  /** Called with the new path of a file that contains no valid message. */
  readonly onDamage: (file: string) => void;
  /** How often a message is given out before it goes to the folder `dead`. */
  readonly maxReceives: number;
  /**
   * Whether messages keep their order, as in a shard of a stream: one batch at a time, and behind a message that failed all
   * others wait until it succeeds or is given up. @default false
   */
  readonly ordered?: boolean;
  /** Batches in work at once, unless they are ordered. @default 2 */
  readonly concurrency?: number;
  /** Messages in a batch, at most. @default 1 */
  readonly batchSize?: number;
  /** Delay before the first retry, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/** Thrown by who delivers: this message of the batch failed, those before it are done, those behind it were not begun. */
export class FailedFrom extends Error {
  constructor(
    readonly messageId: string,
    reason: string,
  ) {
    super(reason);
  }
}

/** Thrown by who delivers from a queue that is not ordered: these messages of the batch failed, the others are done. */
export class FailedMessages extends Error {
  constructor(
    readonly messageIds: readonly string[],
    reason: string,
  ) {
    super(reason);
  }
}

/**
 * What SQS is to the deployed application, and ordered what a stream is: messages that survive a crash, come at least once,
 * and end among the dead letters when they fail too often.
 */
export class MessageQueue {
  private waiting: QueuedMessage[] = [];
  private readonly working = new Set<Promise<void>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private lastPlace = 0;
  private started = false;
  private closed = false;

  /** Bodies of all messages that earlier runs left, those that were given up included. */
  readonly inherited = new Set<string>();

  private constructor(
    private readonly files: MessageFiles,
    private readonly props: MessageQueueProps,
  ) {}

  /** Opens the folder; nothing is delivered before `start`. @param recover returns the body to deliver for a message of an earlier run; `undefined` drops it */
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

  /** Begins to deliver. */
  start(): void {
    this.started = true;
    this.next();
  }

  /** Writes a message down without giving it out. */
  async hold(body: string): Promise<QueuedMessage> {
    this.lastPlace += 1;
    const message = { id: randomUUID(), body, sentAt: Date.now(), place: this.lastPlace, receives: 0 };
    await this.files.save(message);
    return message;
  }

  /** Messages that wait, those apart that are in work or wait to be tried again. */
  get length(): number {
    return this.waiting.length;
  }

  /** Writes another body down for a held message. @returns the message that holds it */
  async rewrite(message: QueuedMessage, body: string): Promise<QueuedMessage> {
    const rewritten = { ...message, body };
    await this.files.save(rewritten);
    return rewritten;
  }

  /** Gives a held message out. */
  release(message: QueuedMessage): void {
    this.waiting.push(message);
    this.next();
  }

  /** Removes a message. */
  async forget({ id }: QueuedMessage): Promise<void> {
    await this.files.remove(id);
  }

  /** What was given up, in the order of sending. */
  deadLetters(): Promise<QueuedMessage[]> {
    return this.files.deadLetters();
  }

  /** Gives all dead letters out again, as if they were new. @returns how many */
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

  /** Gives nothing out any more, and waits for what is in work. The rest stays on the disk. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.working);
  }

  private next(): void {
    const { ordered = false, concurrency = 2 } = this.props;
    // A message of an ordered queue that waits to be tried again holds up the others.
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

  /** Takes a batch. What was given out before comes alone: it may be what ended the process, and takes no others with it. */
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
    if (message.receives > this.props.maxReceives) throw new Error('The application ended each time it worked on this message.');
    await this.files.save(message);
  }

  private async fail(message: QueuedMessage, error: Error): Promise<void> {
    const { retryMs = 500, maxReceives } = this.props;
    // A full disk is not the message's fault: it waits for room, and may be tried as often as before.
    const full = isDiskFull(error);
    const givenUp = !full && message.receives >= maxReceives;
    this.props.onFailure(message, error, givenUp);
    if (givenUp) {
      // Where it cannot be moved it stays, and the next start tries again.
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

/** The messages of a batch that need no further delivery. */
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
