import type { Message } from '@aws-sdk/client-sqs';
import * as z from 'zod/mini';
import type { EventRow } from '../../lambda/events/trigger-row';
import type { DeadLetterQueue, Findings, Outcome, RedriveResult } from './dead-letter-queue';
import type { DeployedFunction } from './deployed-function';
import type { SqsLetters } from './sqs-letters';
import { eventSubject } from './subjects';

const BusEvent = z.looseObject({ 'detail-type': z.string(), detail: z.looseObject({}) });

/**
 * The message that Lambda sends about an event that the function failed on.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 */
const FailedEvent = z.object({
  requestContext: z.object({ condition: z.string(), approximateInvokeCount: z.number() }),
  requestPayload: BusEvent,
});

/** Events that EventBridge could not deliver to a function, and events that the function failed on. */
export class EventLetters implements DeadLetterQueue {
  readonly name: string;
  readonly remedy: string;

  constructor(
    private readonly letters: SqsLetters,
    private readonly fn: DeployedFunction,
    { name }: EventRow,
  ) {
    this.name = name;
    this.remedy = `invokes ${name} again with each of them`;
  }

  inspect(): Promise<Findings> {
    return this.letters.inspect((message) => {
      const { event, reason } = parseLetter(message);
      return { subject: subjectOf(event), reason };
    });
  }

  redrive(): Promise<RedriveResult> {
    return this.letters.drain((message) => this.deliver(message));
  }

  private async deliver(message: Message): Promise<Outcome> {
    const { event } = parseLetter(message);
    if (!event) return { kept: 'A message is not an event.' };
    const { failure } = await this.fn.invoke(event);
    return failure === undefined ? 'REDRIVEN' : { kept: `${subjectOf(event)}: ${failure}` };
  }
}

const subjectOf = (event: unknown) => eventSubject(JSON.stringify(event ?? {}));

/** @returns no event when the message has another format */
function parseLetter({ Body = '', MessageAttributes = {} }: Message): { event?: unknown; reason?: string } {
  const reason = MessageAttributes.ERROR_MESSAGE?.StringValue ?? MessageAttributes.ERROR_CODE?.StringValue;
  try {
    const body = JSON.parse(Body);
    const failed = FailedEvent.safeParse(body);
    if (!failed.success) return { event: BusEvent.parse(body), reason };
    const { requestContext, requestPayload } = failed.data;
    return {
      event: requestPayload,
      reason: `${requestContext.condition} after ${requestContext.approximateInvokeCount} invocations`,
    };
  } catch {
    return { reason };
  }
}
