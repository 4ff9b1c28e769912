import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSMessageAttributes, SQSRecord, SQSRecordAttributes } from 'aws-lambda';
import { type CallLimits, clientConfig, sqsLimits, withDeadline } from '../lambda/adapters/aws/client-config';
import type { MessageSource } from './queue-worker';

/** One attempt, because the worker itself tries again. */
const receiveLimits: CallLimits = { maxAttempts: 1, connectMs: 1000, attemptMs: 22_000, callMs: 25_000 };

/** The most messages of one request. */
const mostReceived = 10;

export interface SqsSourceProps {
  readonly queueUrl: string;
  /** How long a received message is hidden. */
  readonly hiddenSeconds: number;
  /** How long one request waits for messages, up to 20 seconds. */
  readonly waitSeconds: number;
}

/** What the stack has decided about a queue. */
interface QueueFacts {
  readonly arn: string;
  /** Its own visibility timeout: when a message is received again after a function has failed. */
  readonly visibilitySeconds: number;
}

/** The messages of an SQS queue, as Lambda passes them to a function. */
export class SqsSource implements MessageSource {
  private readonly control = withDeadline(new SQSClient(clientConfig(sqsLimits)), sqsLimits.callMs);
  private readonly receiving = withDeadline(new SQSClient(clientConfig(receiveLimits)), receiveLimits.callMs);
  private facts?: QueueFacts;

  constructor(private readonly props: SqsSourceProps) {}

  /** @throws Error when the queue cannot be reached */
  async reach(): Promise<QueueFacts> {
    const { queueUrl: QueueUrl } = this.props;
    const asked = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn', 'VisibilityTimeout'] });
    const { Attributes: { QueueArn: arn = '', VisibilityTimeout } = {} } = await this.control.send(asked);
    this.facts = { arn, visibilitySeconds: Number(VisibilityTimeout) };
    return this.facts;
  }

  async receive(most: number): Promise<readonly SQSRecord[]> {
    const { queueUrl: QueueUrl, hiddenSeconds: VisibilityTimeout, waitSeconds: WaitTimeSeconds } = this.props;
    const { arn } = this.facts ?? (await this.reach());
    const { Messages = [] } = await this.receiving.send(
      new ReceiveMessageCommand({
        QueueUrl,
        VisibilityTimeout,
        MaxNumberOfMessages: Math.min(most, mostReceived),
        WaitTimeSeconds,
        MessageSystemAttributeNames: ['All'],
        MessageAttributeNames: ['All'],
      }),
    );
    return Messages.map((message) => recordOf(message, arn));
  }

  async hide({ receiptHandle: ReceiptHandle }: SQSRecord, VisibilityTimeout: number): Promise<void> {
    const { queueUrl: QueueUrl } = this.props;
    await this.control.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout }));
  }

  async delay(message: SQSRecord): Promise<void> {
    const { visibilitySeconds } = this.facts ?? (await this.reach());
    await this.hide(message, visibilitySeconds);
  }

  async remove({ receiptHandle: ReceiptHandle }: SQSRecord): Promise<void> {
    await this.control.send(new DeleteMessageCommand({ QueueUrl: this.props.queueUrl, ReceiptHandle }));
  }
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
function recordOf(message: Message, eventSourceARN: string): SQSRecord {
  const { MessageId = '', ReceiptHandle = '', Body = '', MD5OfBody = '', Attributes = {}, MessageAttributes = {} } = message;
  const messageAttributes: SQSMessageAttributes = Object.fromEntries(
    Object.entries(MessageAttributes).map(([name, { DataType = 'String', StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        stringValue: StringValue,
        binaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64'),
      },
    ]),
  );
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSRecordAttributes,
    messageAttributes,
    md5OfBody: MD5OfBody,
    eventSource: 'aws:sqs',
    eventSourceARN,
    awsRegion: eventSourceARN.split(':')[3] ?? '',
  };
}
