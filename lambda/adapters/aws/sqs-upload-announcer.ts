import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../core/announced-upload';
import type { UploadAnnouncer } from '../../core/ports';

/** Sends uploads to the queue that also receives S3's events. */
export class SqsUploadAnnouncer implements UploadAnnouncer {
  constructor(
    private readonly client: Pick<SQSClient, 'send'>,
    private readonly queueUrl: string,
  ) {}

  // The SDK repeats a message whose response was lost. The resizer then receives the same upload twice.
  async announce(upload: AnnouncedUpload): Promise<void> {
    await this.client.send(new SendMessageCommand({ QueueUrl: this.queueUrl, MessageBody: encodeAnnouncedUpload(upload) }));
  }
}
