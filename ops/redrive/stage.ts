import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { UserError } from '../../cli/user-error';
import { isEventRow, isQueueRow, isStreamRow, type TriggerRow } from '../../lambda/events/trigger-row';
import { triggers } from '../../lambda/events/triggers';
import { deadLettersOutput, functionOutput } from '../../lib/outputs';
import { type Outputs, outputsOf } from '../stack-outputs';
import { ChangeLetters } from './change-letters';
import type { DeadLetterQueue, RedriveSource } from './dead-letter-queue';
import { DeployedFunction } from './deployed-function';
import { EventLetters } from './event-letters';
import { QueueLetters } from './queue-letters';
import { SqsLetters } from './sqs-letters';
import { WebhookLetters } from './webhook-letters';

/**
 * The dead-letter queues of a deployed stack, found by its outputs.
 * @throws UserError when the stack does not exist  @throws Error from the AWS SDK
 */
export async function openStage(stack: string): Promise<RedriveSource> {
  const outputs = await outputsOf(stack);
  const sqs = new SQSClient();
  const queues = (triggers as readonly TriggerRow[]).flatMap((row) => queueOf(row, outputs, sqs) ?? []);
  // part: webhook
  if (outputs.WebhookDeadLettersUrl && outputs.EventBusName) {
    const letters = new SqsLetters(sqs, outputs.WebhookDeadLettersUrl);
    queues.push(new WebhookLetters(letters, new EventBridgeClient(), outputs.EventBusName));
  }
  if (queues.length === 0)
    throw new UserError(
      `The stack "${stack}" has no output with a dead-letter queue. If it is a stack of this application, deploy it again.`,
    );
  return { queues, close: async () => undefined };
}

/** The dead-letter queue of a trigger. A schedule has none, and a stack has none for a row that was not deployed yet. */
function queueOf(row: TriggerRow, outputs: Outputs, sqs: SQSClient): DeadLetterQueue | undefined {
  const { [deadLettersOutput(row)]: url, [functionOutput(row)]: arn } = outputs;
  if (!url) return undefined;
  if (isQueueRow(row)) return new QueueLetters(sqs, url, row);
  if (!arn) return undefined;
  const letters = new SqsLetters(sqs, url);
  const fn = new DeployedFunction(row.name, arn, new LambdaClient());
  if (isStreamRow(row)) return new ChangeLetters(letters, new DynamoDBStreamsClient(), fn, row);
  return isEventRow(row) ? new EventLetters(letters, fn, row) : undefined;
}
