import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { eventSource } from '../../contract';
import type { ImageEvent } from '../../core/image-event';
import type { EventPublisher } from '../../core/ports';
import { publishing } from './client-config';

/**
 * One EventBridge bus. Events come there with the source of the application, and their type as the detail's.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export class EventBridgePublisher implements EventPublisher {
  constructor(
    private readonly client: Pick<EventBridgeClient, 'send'>,
    private readonly bus: string,
  ) {}

  async publish(events: readonly ImageEvent[]): Promise<void> {
    // Ten events, of 5 KB at most, stay far below the 256 KB that a call may have.
    for (let start = 0; start < events.length; start += publishing.entries) {
      await this.put(events.slice(start, start + publishing.entries));
    }
  }

  /** Entries of one call succeed each for itself: only those that did not are put again. */
  private async put(events: readonly ImageEvent[]): Promise<void> {
    let left = events;
    let codes: string[] = [];
    for (let attempt = 1; attempt <= publishing.attempts; attempt += 1) {
      const { Entries = [] } = await this.client.send(new PutEventsCommand({ Entries: left.map((event) => this.entryOf(event)) }));
      // An answer that is too short is no success of those that it does not speak of.
      codes = left.flatMap((_, index) => (Entries[index]?.EventId ? [] : [Entries[index]?.ErrorCode ?? 'no answer']));
      left = left.filter((_, index) => !Entries[index]?.EventId);
      if (left.length === 0) return;
    }
    throw new Error(`EventBridge did not take ${left.map(({ eventId }, index) => `${eventId} (${codes[index]})`).join(', ')}.`);
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
