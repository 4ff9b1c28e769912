import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UserError } from '../../cli/user-error';
import { outputsOf } from '../stack-outputs';
import { ChangeLetters } from './change-letters';
import type { DeadLetterQueue, RedriveSource } from './dead-letter-queue';
import { EventLetters } from './event-letters';
import { SqsLetters } from './sqs-letters';
import { UploadLetters } from './upload-letters';

/**
 * The dead-letter queues of a deployed stack, found by its outputs.
 * @throws UserError when the stack does not exist  @throws Error from the AWS SDK
 */
export async function openStage(stack: string): Promise<RedriveSource> {
  const outputs = await outputsOf(stack);
  const sqs = new SQSClient();
  const queues: DeadLetterQueue[] = [];
  const { UploadDeadLettersUrl, ChangeDeadLettersUrl, ImageChangedArn } = outputs;
  if (UploadDeadLettersUrl) queues.push(new UploadLetters(sqs, UploadDeadLettersUrl));
  if (ChangeDeadLettersUrl && ImageChangedArn) {
    const letters = new SqsLetters(sqs, ChangeDeadLettersUrl);
    queues.push(new ChangeLetters(letters, new DynamoDBStreamsClient(), new LambdaClient(), ImageChangedArn));
  }
  // part: webhook
  if (outputs.WebhookDeadLettersUrl && outputs.EventBusName) {
    const letters = new SqsLetters(sqs, outputs.WebhookDeadLettersUrl);
    queues.push(new EventLetters(letters, new EventBridgeClient(), outputs.EventBusName));
  }
  if (queues.length === 0)
    throw new UserError(
      `The stack "${stack}" has no output with a dead-letter queue. If it is a stack of this application, deploy it again.`,
    );
  return { queues, close: async () => undefined };
}
