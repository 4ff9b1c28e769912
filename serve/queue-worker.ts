import { setTimeout as delay } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import type { Log } from '../lambda/services';

/** A queue whose messages are hidden from other receivers for a time. */
export interface MessageSource {
  /** Waits for messages. @returns up to `most`, maybe none */
  receive(most: number): Promise<readonly SQSRecord[]>;
  /** Hides a message for this many seconds from now; 0 returns it to the queue. */
  hide(message: SQSRecord, seconds: number): Promise<void>;
  /** Hides a message that has failed, for as long as the queue does after a function has failed. */
  delay(message: SQSRecord): Promise<void>;
  remove(message: SQSRecord): Promise<void>;
}

export interface QueueWorkerProps {
  /** Name of the queue, for the log. */
  readonly queue: string;
  readonly source: MessageSource;
  /** Processes a message. If it throws, the message is received again later. */
  readonly handle: (message: SQSRecord) => Promise<void>;
  /** Messages that are processed at the same time. */
  readonly concurrency: number;
  /** How long a received message is hidden. It is extended while the message is processed, so that only a crash lets it expire. */
  readonly hiddenSeconds: number;
  /** After this time, in seconds, a message counts as stuck: it is no longer extended, and the process is not live. */
  readonly longestSeconds: number;
  readonly log: Log;
  /** Delays after receiving has failed, in milliseconds. @default from 1 s, doubled up to 30 s */
  readonly backoffMs?: { readonly first: number; readonly most: number };
}

/** A message that is being processed. */
interface InHand {
  /** As it was received last: only the newest receipt removes it. */
  message: SQSRecord;
  readonly since: number;
  readonly heartbeat: NodeJS.Timeout;
  /** Resolves when the message is removed, or has failed. */
  readonly done: Promise<void>;
}

/** What a stop has done with the messages in hand. */
export interface Stopped {
  readonly finished: number;
  readonly returned: number;
}

/**
 * Receives messages while it has the capacity to process them, as the event source mapping of a function does.
 *
 * Libraries were considered: `sqs-consumer` receives the next messages only when all of the last ones are processed, does not return
 * messages when it stops, and needs Node.js 22.
 */
export class QueueWorker {
  private readonly inHand = new Map<string, InHand>();
  private readonly stopping = new AbortController();
  private loop?: Promise<void>;
  private faults = 0;
  private freed: () => void = () => undefined;

  constructor(private readonly props: QueueWorkerProps) {}

  start(): void {
    this.loop ??= this.run();
  }

  /** Whether the last attempt to receive has succeeded. */
  get isReceiving(): boolean {
    return this.faults === 0;
  }

  /** Whether a message takes longer than the longest time. */
  get isStuck(): boolean {
    return [...this.inHand.values()].some((each) => this.isOverdue(each));
  }

  /**
   * Receives no more messages, finishes those in hand, and returns the rest to the queue at the end of the grace time. It does not break
   * off a request for messages: SQS would still hide the next message for it.
   */
  async stop(graceMs: number): Promise<Stopped> {
    const before = this.inHand.size;
    this.stopping.abort();
    this.freed();
    const calm = (async () => {
      await this.loop;
      await Promise.all([...this.inHand.values()].map(({ done }) => done));
    })();
    const graceEnds = new AbortController();
    await Promise.race([calm, delay(graceMs, undefined, { signal: graceEnds.signal }).catch(() => undefined)]);
    graceEnds.abort();
    const left = [...this.inHand.values()];
    await Promise.all(left.map((each) => this.giveBack(each)));
    return { finished: before - left.length, returned: left.length };
  }

  private async run(): Promise<void> {
    const { source, concurrency, queue, log } = this.props;
    const { first, most } = this.props.backoffMs ?? { first: 1000, most: 30_000 };
    while (!this.stopping.signal.aborted) {
      const free = concurrency - this.inHand.size;
      if (free === 0) {
        await new Promise<void>((resolve) => {
          this.freed = resolve;
        });
        continue;
      }
      try {
        const messages = await source.receive(free);
        this.faults = 0;
        for (const message of messages) await this.take(message);
      } catch (error) {
        log.error(`No message of the queue ${queue} could be received`, error as Error);
        const pause = Math.min(most, first * 2 ** this.faults);
        this.faults += 1;
        await delay(pause, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async take(message: SQSRecord): Promise<void> {
    // It arrived after the stop.
    if (this.stopping.signal.aborted) return this.change(message, 0, 'be returned');
    const { hiddenSeconds } = this.props;
    const { messageId: id } = message;
    const earlier = this.inHand.get(id);
    if (earlier) {
      // Its time had expired although it is still processed.
      earlier.message = message;
      return;
    }
    const since = performance.now();
    const heartbeat = setInterval(
      () => {
        const each = this.inHand.get(id);
        if (each && !this.isOverdue(each)) void this.change(each.message, hiddenSeconds, 'be extended');
      },
      (hiddenSeconds * 1000) / 3,
    );
    this.inHand.set(id, { message, since, heartbeat, done: this.process(message) });
  }

  private async process(message: SQSRecord): Promise<void> {
    const { source, handle, queue, log } = this.props;
    const { messageId } = message;
    const newest = () => this.inHand.get(messageId)?.message;
    try {
      await handle(message);
      // If this fails, the message is processed twice, which the handlers allow.
      await source
        .remove(newest() ?? message)
        .catch((error) => log.error(`A message of ${queue} could not be removed`, error, { messageId }));
    } catch {
      // The handler has logged its error.
      const failed = newest();
      if (failed) await this.attempt(source.delay(failed), failed, 'be delayed');
    } finally {
      clearInterval(this.inHand.get(messageId)?.heartbeat);
      this.inHand.delete(messageId);
      this.freed();
    }
  }

  /** Its work goes on until the process ends, and does no harm: another receiver finds it done, or does it again. */
  private async giveBack({ message, heartbeat }: InHand): Promise<void> {
    clearInterval(heartbeat);
    this.inHand.delete(message.messageId);
    await this.change(message, 0, 'be returned');
  }

  private change(message: SQSRecord, seconds: number, what: string): Promise<void> {
    return this.attempt(this.props.source.hide(message, seconds), message, what);
  }

  /** If it fails, the message is received again when its time has expired. */
  private async attempt(change: Promise<void>, { messageId }: SQSRecord, what: string): Promise<void> {
    const { queue, log } = this.props;
    await change.catch((error) => log.error(`A message of ${queue} could not ${what}`, error, { messageId }));
  }

  private isOverdue({ since }: InHand): boolean {
    return performance.now() - since > this.props.longestSeconds * 1000;
  }
}
