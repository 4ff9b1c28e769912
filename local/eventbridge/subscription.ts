import { MessageQueue, type MessageQueueProps, type QueuedMessage } from '../sqs/message-queue';
import type { BusEvent } from './event-bus';

export interface SubscriptionProps extends Omit<MessageQueueProps, 'deliver'> {
  /** Hands one event to the target. What it throws, the subscription retries. */
  readonly deliver: (event: BusEvent) => Promise<void>;
  /** Which events it takes. @default - all */
  readonly matches?: (event: BusEvent) => boolean;
}

/** A target of the bus: keeps each event in a folder until the target has taken it. */
export class Subscription {
  private constructor(
    private readonly queue: MessageQueue,
    private readonly matches: (event: BusEvent) => boolean,
  ) {}

  /** Opens the folder. Nothing is delivered before `start`. */
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

  /** The event is on the disk when this ends. */
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
