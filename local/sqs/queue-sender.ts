import { encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import type { MessageQueues, UploadAnnouncer } from '../../lambda/core/ports';
import type { MessageQueue } from './message-queue';

/** SQS's limit for a message, in bytes. */
const maxBytes = 1024 * 1024;

/**
 * Sends to the queues of the local run. The queues are opened after the services, because their functions need the services.
 */
export class QueueSender implements MessageQueues {
  private readonly queues = new Map<string, Pick<MessageQueue, 'hold' | 'release'>>();

  /** For `uploads.announce`. */
  readonly uploads: UploadAnnouncer = { announce: (upload) => this.send('uploads', encodeAnnouncedUpload(upload)) };

  connect(name: string, queue: Pick<MessageQueue, 'hold' | 'release'>): void {
    this.queues.set(name, queue);
  }

  async send(name: string, body: string): Promise<void> {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`Unknown queue "${name}". Use one of: ${[...this.queues.keys()].join(', ')}.`);
    const bytes = Buffer.byteLength(body);
    if (bytes === 0 || bytes > maxBytes) throw new Error(`A message has ${bytes} bytes. SQS accepts 1 byte to 1 MiB.`);
    queue.release(await queue.hold(body));
  }
}
