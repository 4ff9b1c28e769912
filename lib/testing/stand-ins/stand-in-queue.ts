import { createHash, randomUUID } from 'node:crypto';

interface StandInMessage {
  readonly MessageId: string;
  readonly Body: string;
  readonly MD5OfBody: string;
  readonly Attributes: Record<string, string>;
  readonly MessageAttributes?: Record<string, { DataType: string; StringValue: string }>;
  visibleAt: number;
}

/** An SQS queue in memory, for `AwsStandIn`. */
export class StandInQueue {
  messages: StandInMessage[] = [];
  readonly tasks: Record<string, unknown>[] = [];

  constructor(
    readonly url: string,
    private readonly source?: StandInQueue,
  ) {}

  /**
   * @param attributes message attributes, as strings
   * @param sentAt milliseconds since the epoch
   */
  send(body: unknown, attributes: Record<string, string> = {}, sentAt = Date.now()) {
    const Body = typeof body === 'string' ? body : JSON.stringify(body);
    const [MessageId, MD5OfBody] = [randomUUID(), createHash('md5').update(Body).digest('hex')];
    this.messages.push({
      MessageId,
      Body,
      MD5OfBody,
      Attributes: { SentTimestamp: String(sentAt) },
      MessageAttributes: Object.fromEntries(
        Object.entries(attributes).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
      visibleAt: 0,
    });
    return { MessageId, MD5OfMessageBody: MD5OfBody };
  }

  get visible(): StandInMessage[] {
    return this.messages.filter(({ visibleAt }) => visibleAt <= Date.now());
  }

  receive(most: number, hiddenSeconds: number) {
    return this.visible.slice(0, most).map((message) => {
      message.visibleAt = Date.now() + hiddenSeconds * 1000;
      return { ...message, ReceiptHandle: message.MessageId };
    });
  }

  delete(receipt: string): void {
    this.messages = this.messages.filter(({ MessageId }) => MessageId !== receipt);
  }

  hide(receipt: string, seconds: number): void {
    for (const message of this.messages) if (message.MessageId === receipt) message.visibleAt = Date.now() + seconds * 1000;
  }

  /** Moves all messages back. The task reports its completion only at the second request. */
  move(): void {
    const moved = this.messages.splice(0);
    this.source?.messages.push(...moved);
    const StartedTimestamp = (Number(this.tasks[0]?.StartedTimestamp) || Date.now()) + 1;
    this.tasks.unshift({ Status: 'RUNNING', StartedTimestamp, ApproximateNumberOfMessagesMoved: moved.length });
  }

  newestTask() {
    const [task] = this.tasks;
    const listed = { ...task };
    if (task) task.Status = 'COMPLETED';
    return task ? [listed] : [];
  }
}
