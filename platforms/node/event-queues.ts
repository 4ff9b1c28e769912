import { eventSource } from '../../lambda/contract';
import type { ImageEvent } from '../../lambda/core/image-event';
import type { EventPublisher } from '../../lambda/core/ports';
import type { EventRow } from '../../lambda/events/trigger-row';
import { eventPattern } from '../../local/dynamodb/event-pattern';

/** An event as a bus delivers it. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': ImageEvent['type'];
  readonly time: string;
  readonly detail: ImageEvent;
}

/** A queue that receives events. */
export interface Subscription {
  readonly queue: string;
  readonly accepts: (event: BusEvent) => boolean;
}

export function subscriptionOf({ name, on }: EventRow): Subscription {
  const pattern = { source: [eventSource], 'detail-type': on.event, ...(on.detail && { detail: on.detail }) };
  return { queue: `event-${name}`, accepts: eventPattern(pattern) };
}

/** Publishes events into the queues of those that accept them. */
export class EventQueues implements EventPublisher {
  constructor(
    private readonly queues: { send(queue: string, body: string): Promise<void> },
    private readonly subscriptions: readonly Subscription[],
  ) {}

  async publish(events: readonly ImageEvent[]): Promise<void> {
    for (const detail of events) {
      const event = { id: detail.eventId, source: eventSource, 'detail-type': detail.type, time: detail.at, detail };
      const accepting = this.subscriptions.filter(({ accepts }) => accepts(event));
      for (const { queue } of accepting) await this.queues.send(queue, JSON.stringify(event));
    }
  }
}
