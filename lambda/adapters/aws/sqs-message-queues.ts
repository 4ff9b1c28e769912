import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { MessageQueues } from '../../core/ports';

/** Queues of SQS. */
export class SqsMessageQueues implements MessageQueues {
  /** @param urls the URL of each queue, by its name */
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly urls: Readonly<Record<string, string>>,
  ) {}

  // The client library sends a message again if its answer was lost, so a message can arrive twice.
  async send(queue: string, body: string): Promise<void> {
    const url = this.urls[queue];
    if (!url) {
      const own = Object.keys(this.urls).join(', ') || 'none';
      throw new Error(`This function may not send to the queue "${queue}", but to ${own}. Add queues.send:${queue} to its row.`);
    }
    await this.client.send(new SendMessageCommand({ QueueUrl: url, MessageBody: body }));
  }
}
