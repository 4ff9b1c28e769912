import type { Log } from '../../lambda/services';
import { MessageQueue, type QueuedMessage } from '../sqs/message-queue';
import type { BusEvent } from './event-bus';

export interface WebhookProps {
  /** Where the events stand until they are taken, and below it in `dead` those that never were. */
  readonly folder: string;
  /** Takes each event by POST. */
  readonly url: string;
  readonly log: Log;
  /** How often an event is sent. @default 8, over a minute */
  readonly maxReceives?: number;
  /** Wait before an event is sent again, in milliseconds; doubled each time. @default 500 */
  readonly retryMs?: number;
  /** The longest that the server may take to answer, in milliseconds. @default 5000, as EventBridge waits */
  readonly timeoutMs?: number;
}

/** A subscriber that sends every event to somebody else's server, as the stack's webhook does. */
export class Webhook {
  private constructor(private readonly queue: MessageQueue) {}

  /** Opens the folder; nothing is sent before `start`. */
  static async open({ folder, url, log, maxReceives = 8, retryMs, timeoutMs = 5000 }: WebhookProps): Promise<Webhook> {
    const props = {
      folder,
      maxReceives,
      retryMs,
      deliver: async (batch: readonly { body: string }[]) => {
        for (const { body } of batch) await post(url, body, timeoutMs);
      },
      onFailure: (message: { receives: number }, error: Error, givenUp: boolean) =>
        log.warn(`The webhook did not take an event${givenUp ? ', which was given up' : ''}.`, {
          url,
          receives: message.receives,
          error: error.message,
        }),
      onDamage: (file: string) => log.warn('An event for the webhook is damaged and was put aside.', { file }),
    };
    return new Webhook(await MessageQueue.open(props, async ({ body }) => body));
  }

  /** Begins to send. */
  start(): void {
    this.queue.start();
  }

  /** Takes an event for good: it is on the disk when this ends. */
  async take(event: BusEvent): Promise<void> {
    this.queue.release(await this.queue.hold(JSON.stringify(event)));
  }

  deadLetters(): Promise<QueuedMessage[]> {
    return this.queue.deadLetters();
  }

  redrive(): Promise<number> {
    return this.queue.redrive();
  }

  /** Waits for what is being sent. The rest is sent by the next run. */
  async close(): Promise<void> {
    await this.queue.close();
  }
}

/** @throws Error unless the server itself took the body: what it sends us elsewhere to is none of it */
async function post(url: string, body: string, timeoutMs: number): Promise<void> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', 'x-api-key': 'local' },
    body,
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  });
  await answer.body?.cancel();
  if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
}
