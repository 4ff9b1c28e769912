import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../core/announced-upload';
import type { UploadAnnouncer } from '../../core/ports';

/** Puts uploads into the queue of S3's own events. */
export class SqsUploadAnnouncer implements UploadAnnouncer {
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly queueUrl: string,
  ) {}

  // The client library repeats a message whose answer was lost: the resizer takes the same upload twice.
  async announce(upload: AnnouncedUpload): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: encodeAnnouncedUpload(upload) }));
  }
}
