import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type DeadLetter, type Findings, type Outcome, type RedriveResult, shownLetters } from './dead-letter-queue';

/** Maximum number of messages in one response of SQS. */
const batchSize = 10;

/** Visibility timeout during a redrive: longer than a batch takes, with the invocations of a function. */
const hiddenSeconds = 15 * 60;

/** One dead-letter queue on SQS. */
export class SqsLetters {
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly url: string,
  ) {}

  /** @param letterOf describes a message */
  async inspect(letterOf: (message: Message) => Omit<DeadLetter, 'sentAt'>): Promise<Findings> {
    const count = await this.count();
    const seen = new Map<string, Message>();
    // A call asks some of the servers that store the queue, and may return fewer messages than there are.
    for (let call = 0; call < 5 && seen.size < Math.min(count, shownLetters); call += 1) {
      // Each inspection counts as a receive. That does no harm, because no redrive policy of this queue counts receives.
      for (const message of await this.receive(0)) seen.set(message.MessageId ?? '', message);
    }
    const letters = [...seen.values()].map((message) => ({ ...letterOf(message), sentAt: sentAt(message) }));
    const oldestFirst = letters.sort((a, b) => a.sentAt.getTime() - b.sentAt.getTime());
    return { count: Math.max(count, letters.length), letters: oldestFirst.slice(0, shownLetters) };
  }

  /**
   * Processes and removes the messages, one after another. Kept and unprocessed messages are visible again when this ends.
   * @param redrive processes a message before it is removed
   */
  async drain(redrive: (message: Message) => Promise<Outcome>): Promise<RedriveResult> {
    const result = { redriven: 0, lost: 0, kept: [] as string[] };
    const hidden = new Map<string, Message>();
    try {
      for (;;) {
        const messages = await this.receive(hiddenSeconds);
        // Kept messages are received again when this takes longer than their visibility timeout.
        const fresh = messages.filter(({ MessageId = '' }) => !hidden.has(MessageId));
        for (const message of messages) hidden.set(message.MessageId ?? '', message);
        if (fresh.length === 0) return result;
        for (const message of fresh) {
          const outcome = await redrive(message);
          if (typeof outcome === 'object') {
            result.kept.push(outcome.kept);
            continue;
          }
          await this.remove(message);
          hidden.delete(message.MessageId ?? '');
          result[outcome === 'LOST' ? 'lost' : 'redriven'] += 1;
        }
      }
    } finally {
      for (const message of hidden.values()) await this.makeVisible(message);
    }
  }

  /** Approximate number of messages, including those that another process redrives. */
  private async count(): Promise<number> {
    const names = ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'] as const;
    const command = new GetQueueAttributesCommand({ QueueUrl: this.url, AttributeNames: [...names] });
    const { Attributes = {} } = await this.client.send(command);
    return names.reduce((sum, name) => sum + Number(Attributes[name] ?? 0), 0);
  }

  private async receive(hideSeconds: number): Promise<Message[]> {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.url,
      MaxNumberOfMessages: batchSize,
      VisibilityTimeout: hideSeconds,
      // With any wait time, SQS asks all servers.
      WaitTimeSeconds: 1,
      MessageSystemAttributeNames: ['SentTimestamp'],
      MessageAttributeNames: ['All'],
    });
    const { Messages = [] } = await this.client.send(command);
    return Messages;
  }

  private async remove({ ReceiptHandle }: Message): Promise<void> {
    await this.client.send(new DeleteMessageCommand({ QueueUrl: this.url, ReceiptHandle }));
  }

  private async makeVisible({ ReceiptHandle }: Message): Promise<void> {
    const command = new ChangeMessageVisibilityCommand({ QueueUrl: this.url, ReceiptHandle, VisibilityTimeout: 0 });
    // If this fails, the message becomes visible after its timeout.
    await this.client.send(command).catch(() => undefined);
  }
}

const sentAt = ({ Attributes }: Message) => new Date(Number(Attributes?.SentTimestamp ?? Date.now()));
