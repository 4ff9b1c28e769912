import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import type { UploadAnnouncer } from '../../lambda/core/ports';
import type { MessageQueue } from './message-queue';

/** Puts uploads into the queue of the local run. */
export class QueueAnnouncer implements UploadAnnouncer {
  private queue?: Pick<MessageQueue, 'hold' | 'release'>;

  /** The queue comes after the services, because its worker is made of them. */
  connect(queue: Pick<MessageQueue, 'hold' | 'release'>): void {
    this.queue = queue;
  }

  async announce(upload: AnnouncedUpload): Promise<void> {
    if (!this.queue) throw new Error('The queue of uploads is not open.');
    this.queue.release(await this.queue.hold(encodeAnnouncedUpload(upload)));
  }
}
