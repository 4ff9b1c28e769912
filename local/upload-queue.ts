import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { absent } from '../lambda/adapters/local/blob-file';

/** A message, as it stands on the disk. */
export interface QueuedMessage {
  readonly id: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  /** How often it was given out. */
  readonly receives: number;
}

export interface UploadQueueProps {
  readonly folder: string;
  /** Works on a message; when it throws, the message comes again. */
  readonly deliver: (message: QueuedMessage) => Promise<void>;
  /** Told of each failure, and whether the message was given up. */
  readonly onFailure: (message: QueuedMessage, error: Error, givenUp: boolean) => void;
  /** Messages in work at once. @default 2 */
  readonly concurrency?: number;
  /** How often a message is given out before it goes to the folder `dead`. @default 5 */
  readonly maxReceives?: number;
  /** Wait before a failed message comes again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
}

/**
 * What SQS is to the deployed application: messages that survive a crash, come at least once, and end in a dead-letter
 * folder when they fail too often.
 */
export class UploadQueue {
  private readonly waiting: QueuedMessage[] = [];
  private readonly working = new Set<Promise<void>>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private closed = false;

  private constructor(private readonly props: UploadQueueProps) {}

  /** Opens the folder; messages that an earlier run left come again if `wanted` says so. */
  static async open(props: UploadQueueProps, wanted: (message: QueuedMessage) => Promise<boolean>): Promise<UploadQueue> {
    const queue = new UploadQueue(props);
    await mkdir(join(props.folder, 'dead'), { recursive: true });
    for (const name of (await readdir(props.folder)).filter((name) => name.endsWith('.json'))) {
      const message: QueuedMessage = JSON.parse(await readFile(join(props.folder, name), 'utf8'));
      if (await wanted(message)) queue.release(message);
      else await queue.forget(message);
    }
    return queue;
  }

  /** Writes a message down without giving it out. */
  async hold(body: string): Promise<QueuedMessage> {
    const message = { id: randomUUID(), body, sentAt: Date.now(), receives: 0 };
    await this.save(message);
    return message;
  }

  /** Gives a held message out. */
  release(message: QueuedMessage): void {
    this.waiting.push(message);
    this.next();
  }

  /** Removes a message. */
  async forget({ id }: QueuedMessage): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Gives nothing out any more, and waits for what is in work. The rest stays on the disk. */
  async close(): Promise<void> {
    this.closed = true;
    for (const timer of this.timers) clearTimeout(timer);
    await Promise.all(this.working);
  }

  private next(): void {
    if (this.closed || this.working.size >= (this.props.concurrency ?? 2)) return;
    const message = this.waiting.shift();
    if (!message) return;
    const work = this.work({ ...message, receives: message.receives + 1 }).finally(() => {
      this.working.delete(work);
      this.next();
    });
    this.working.add(work);
    this.next();
  }

  private async work(message: QueuedMessage): Promise<void> {
    try {
      // Whoever ended the process each time it was given out never failed in words.
      if (message.receives > this.maxReceives) throw new Error('The application ended each time it worked on this message.');
      await this.save(message);
      await this.props.deliver(message);
      await this.forget(message);
    } catch (error) {
      await this.fail(message, error as Error);
    }
  }

  private async fail(message: QueuedMessage, error: Error): Promise<void> {
    const { folder, retryMs = 500 } = this.props;
    const givenUp = message.receives >= this.maxReceives;
    this.props.onFailure(message, error, givenUp);
    if (givenUp) {
      await rename(this.pathOf(message.id), join(folder, 'dead', `${message.id}.json`)).catch(absent);
      return;
    }
    if (this.closed) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.release(message);
      },
      retryMs * 2 ** (message.receives - 1),
    );
    this.timers.add(timer);
  }

  private get maxReceives(): number {
    return this.props.maxReceives ?? 5;
  }

  private async save(message: QueuedMessage): Promise<void> {
    const path = this.pathOf(message.id);
    await writeFile(`${path}.new`, JSON.stringify(message));
    await rename(`${path}.new`, path);
  }

  private pathOf(id: string): string {
    return join(this.props.folder, `${id}.json`);
  }
}
