import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { uploadMaxReceives } from '../lambda/contract';
import { isDiskFull } from './disk-full';

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
  /** Told of a file that holds no message any more, and where it was put aside. */
  readonly onDamage: (file: string) => void;
  /** Messages in work at once. @default 2 */
  readonly concurrency?: number;
  /** How often a message is given out before it goes to the folder `dead`. @default as often as SQS does in the stack */
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

  /** Bodies of all messages that earlier runs left, those that were given up included. */
  readonly inherited = new Set<string>();

  private constructor(private readonly props: UploadQueueProps) {}

  /** Opens the folder; messages that an earlier run left come again if `wanted` says so. */
  static async open(props: UploadQueueProps, wanted: (message: QueuedMessage) => Promise<boolean>): Promise<UploadQueue> {
    const queue = new UploadQueue(props);
    await mkdir(queue.dead, { recursive: true });
    for (const name of await readdir(queue.dead)) {
      const message = await readMessage(join(queue.dead, name));
      if (message) queue.inherited.add(message.body);
    }
    const found: QueuedMessage[] = [];
    for (const name of await readdir(props.folder)) {
      const path = join(props.folder, name);
      // A crash cut it off, before anybody was told that it stands.
      if (name.endsWith('.new')) await rm(path);
      if (!name.endsWith('.json')) continue;
      const message = await readMessage(path);
      if (message) found.push(message);
      else await queue.putAside(name);
    }
    // In the order in which they were sent: file names have none.
    for (const message of found.sort((a, b) => a.sentAt - b.sentAt)) {
      if (await wanted(message)) {
        queue.inherited.add(message.body);
        queue.release(message);
      } else await queue.forget(message);
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
      this.fail(message, error as Error);
    }
  }

  private fail(message: QueuedMessage, error: Error): void {
    const { retryMs = 500 } = this.props;
    // A full disk is not the message's fault: it waits for room, and may be tried as often as before.
    const full = isDiskFull(error);
    const givenUp = !full && message.receives >= this.maxReceives;
    this.props.onFailure(message, error, givenUp);
    if (givenUp) {
      // Where it cannot be moved it stays, and the next start tries again.
      const moved = rename(this.pathOf(message.id), join(this.dead, `${message.id}.json`)).catch(() => undefined);
      this.working.add(moved);
      void moved.then(() => this.working.delete(moved));
      return;
    }
    if (this.closed) return;
    const timer = setTimeout(
      () => {
        this.timers.delete(timer);
        this.release(full ? { ...message, receives: message.receives - 1 } : message);
      },
      retryMs * 2 ** (message.receives - 1),
    );
    this.timers.add(timer);
  }

  private get maxReceives(): number {
    return this.props.maxReceives ?? uploadMaxReceives;
  }

  private async save(message: QueuedMessage): Promise<void> {
    const path = this.pathOf(message.id);
    try {
      await writeFile(`${path}.new`, JSON.stringify({ ...message, sha256: sha256(message) }));
      await rename(`${path}.new`, path);
    } catch (error) {
      await rm(`${path}.new`, { force: true });
      throw error;
    }
  }

  private async putAside(name: string): Promise<void> {
    const aside = join(this.dead, name);
    await rename(join(this.props.folder, name), aside);
    this.props.onDamage(aside);
  }

  private get dead(): string {
    return join(this.props.folder, 'dead');
  }

  private pathOf(id: string): string {
    return join(this.props.folder, `${id}.json`);
  }
}

/** The message of a file; `undefined` when it is not what was written. */
async function readMessage(path: string): Promise<QueuedMessage | undefined> {
  const text = await readFile(path, 'utf8');
  try {
    const { sha256: sum, ...message } = JSON.parse(text);
    return sum === sha256(message) ? message : undefined;
  } catch {
    return undefined;
  }
}

const sha256 = (message: QueuedMessage) => createHash('sha256').update(JSON.stringify(message)).digest('hex');
