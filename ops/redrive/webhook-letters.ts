import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { DeadLetterQueue, Findings, Outcome, RedriveResult } from './dead-letter-queue';
import type { SqsLetters } from './sqs-letters';
import { eventSubject } from './subjects';

/** An event as EventBridge sends it to a target and to the target's dead-letter queue. */
const BusEvent = z.object({
  source: z.string(),
  'detail-type': z.string(),
  time: z.iso.datetime(),
  detail: z.record(z.string(), z.unknown()),
});

/**
 * Events that the webhook did not accept. The bus sends an event to all of its subscribers: those that have received it before
 * recognize it by its `detail.eventId`.
 */
export class WebhookLetters implements DeadLetterQueue {
  readonly name = 'webhook';
  readonly remedy = 'publishes them again, to every subscriber of the bus';

  constructor(
    private readonly letters: SqsLetters,
    private readonly client: Pick<EventBridgeClient, 'send'>,
    private readonly bus: string,
  ) {}

  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html */
  inspect(): Promise<Findings> {
    return this.letters.inspect(({ Body = '', MessageAttributes = {} }) => ({
      subject: eventSubject(Body),
      reason: MessageAttributes.ERROR_MESSAGE?.StringValue ?? MessageAttributes.ERROR_CODE?.StringValue,
    }));
  }

  redrive(): Promise<RedriveResult> {
    return this.letters.drain((message) => this.publish(message));
  }

  private async publish({ Body = '' }: Message): Promise<Outcome> {
    const event = parseEvent(Body);
    if (!event) return { kept: 'A message is not an event.' };
    const entry = {
      EventBusName: this.bus,
      Source: event.source,
      DetailType: event['detail-type'],
      Detail: JSON.stringify(event.detail),
      Time: new Date(event.time),
    };
    const { Entries: [result] = [] } = await this.client.send(new PutEventsCommand({ Entries: [entry] }));
    if (result?.EventId) return 'REDRIVEN';
    return { kept: `${eventSubject(Body)}: EventBridge rejected it (${result?.ErrorCode ?? 'no answer'}).` };
  }
}

function parseEvent(body: string): z.infer<typeof BusEvent> | undefined {
  try {
    return BusEvent.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
