import { randomUUID } from 'node:crypto';
import { eventSource } from '../../lambda/contract';
import type { ImageEvent } from '../../lambda/core/image-event';
import type { EventPublisher } from '../../lambda/core/ports';
import type { LocalLog } from '../log';

/**
 * An event as EventBridge delivers it to a subscriber.
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html
 */
export interface BusEvent {
  readonly version: '0';
  /** Id of this delivery; the event's own is `detail.eventId`. */
  readonly id: string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, UTC, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly 'detail-type': ImageEvent['type'];
  readonly detail: ImageEvent;
}

/** Accepts an event, or throws, so that the publisher publishes it again. */
export type Subscriber = (event: BusEvent) => Promise<void>;

/** Replaces EventBridge in the local run: delivers each event to every subscriber. */
export class EventBus implements EventPublisher {
  private readonly subscribers: Subscriber[] = [];

  constructor(private readonly log: Pick<LocalLog, 'debug'>) {}

  subscribe(subscriber: Subscriber): void {
    this.subscribers.push(subscriber);
  }

  async publish(events: readonly ImageEvent[]): Promise<void> {
    for (const event of events) {
      this.log.debug(`event ${event.type}`, { imageId: event.id, eventId: event.eventId });
      for (const subscriber of this.subscribers) await subscriber(envelope(event));
    }
  }
}

function envelope(event: ImageEvent): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.type,
    source: eventSource,
    account: '000000000000',
    time: event.at.replace(/\.\d+Z$/, 'Z'),
    region: 'local',
    resources: [],
    // As sent over the network: without undefined fields.
    detail: JSON.parse(JSON.stringify(event)),
  };
}
