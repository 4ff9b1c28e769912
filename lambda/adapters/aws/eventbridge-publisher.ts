import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource } from '../../contract';
import type { ImageEvent } from '../../core/image-event';
import type { EventPublisher } from '../../core/ports';
import { publishing } from './client-config';

/**
 * Publishes events on an EventBridge bus, with the application as the source and the event's type as the detail type.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export class EventBridgePublisher implements EventPublisher {
  constructor(
    private readonly client: Pick<EventBridgeClient, 'send'>,
    private readonly bus: string,
  ) {}

  async publish(events: readonly ImageEvent[]): Promise<void> {
    // Ten events of at most 5 KB are far below the limit of 256 KB per call.
    for (let start = 0; start < events.length; start += publishing.entries) {
      await this.put(events.slice(start, start + publishing.entries));
    }
  }

  /** Each entry of a call succeeds or fails separately. Only those that failed are sent again. */
  private async put(events: readonly ImageEvent[]): Promise<void> {
    let left = events;
    let codes: string[] = [];
    for (let attempt = 1; attempt <= publishing.attempts; attempt += 1) {
      const { Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: left.map((event) => this.entryOf(event)) }));
      // Entries without a result in the response count as failed.
      codes = left.flatMap((_, index) => (Entries[index]?.EventId ? [] : [Entries[index]?.ErrorCode ?? 'no result']));
      left = left.filter((_, index) => !Entries[index]?.EventId);
      if (left.length === 0) return;
    }
    throw new Error(`EventBridge rejected ${left.map(({ eventId }, index) => `${eventId} (${codes[index]})`).join(', ')}.`);
  }

  private entryOf(event: ImageEvent) {
    return {
      EventBusName: this.bus,
      Source: eventSource,
      DetailType: event.type,
      Detail: JSON.stringify(event),
      Time: new Date(event.at),
    };
  }
}
