import { MessageQueue, type MessageQueueProps, type QueuedMessage } from '../sqs/message-queue';
import type { BusEvent } from './event-bus';

export interface SubscriptionProps extends Omit<MessageQueueProps, 'deliver'> {
  /** Delivers one event to the target. The subscription retries after an error. */
  readonly deliver: (event: BusEvent) => Promise<void>;
  /** Which events it accepts. @default - all */
  readonly matches?: (event: BusEvent) => boolean;
}

/** A target of the bus: stores each event in a folder until the target has accepted it. */
export class Subscription {
  private constructor(
    private readonly queue: MessageQueue,
    private readonly matches: (event: BusEvent) => boolean,
  ) {}

  /** Opens the folder. Delivery begins with `start`. */
  static async open({ deliver, matches = () => true, ...props }: SubscriptionProps): Promise<Subscription> {
    const queue = await MessageQueue.open(
      {
        ...props,
        deliver: async (batch) => {
          for (const { body } of batch) await deliver(JSON.parse(body));
        },
      },
      async ({ body }) => body,
    );
    return new Subscription(queue, matches);
  }

  start(): void {
    this.queue.start();
  }

  /** Resolves when the event is stored on the disk. */
  async take(event: BusEvent): Promise<void> {
    if (this.matches(event)) this.queue.release(await this.queue.hold(JSON.stringify(event)));
  }

  deadLetters(): Promise<QueuedMessage[]> {
    return this.queue.deadLetters();
  }

  redrive(): Promise<number> {
    return this.queue.redrive();
  }

  /** Waits for the events in delivery. The next run delivers the rest. */
  async close(): Promise<void> {
    await this.queue.close();
  }
}
