import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoImageScan } from '../../lambda/adapters/aws/dynamo-image-scan';
import { SqsUploadAnnouncer } from '../../lambda/adapters/aws/sqs-upload-announcer';
import { systemClock } from '../../lambda/adapters/system-clock';
import { announceAgain } from '../../lambda/core/announce-again';
import { outputsOf, requireOutputs } from '../stack-outputs';
import type { ImageSource } from './image-source';

/**
 * The images of a deployed stack. The caller's credentials need `dynamodb:Scan` on its table, and `sqs:SendMessage` and
 * `sqs:GetQueueAttributes` on the queue of uploads.
 * @throws UserError when there is no such stack
 */
export async function openStage(stack: string): Promise<ImageSource> {
  const { TableName, UploadQueueUrl } = requireOutputs(stack, await outputsOf(stack), ['TableName', 'UploadQueueUrl']);
  const sqs = new SQSClient();
  const scan = new DynamoImageScan(new DynamoDBClient(), TableName);
  const uploads = new SqsUploadAnnouncer(sqs, UploadQueueUrl);
  return {
    next: (page) => announceAgain(page, { scan, uploads, clock: systemClock }),
    async waiting() {
      const ask = new GetQueueAttributesCommand({ QueueUrl: UploadQueueUrl, AttributeNames: ['ApproximateNumberOfMessages'] });
      const { Attributes = {} } = await sqs.send(ask);
      return Number(Attributes.ApproximateNumberOfMessages ?? 0);
    },
  };
}
