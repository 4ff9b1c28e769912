import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventSource } from '../../lambda/contract';
import { credentials, region } from '../../lib/testing/stand-ins/clients';

/** A subscriber to a stage's events: a rule on its bus, and a queue that the rule sends to. */
export class Published {
  private readonly found: { type: string; id: string }[] = [];

  private constructor(
    private readonly sqs: SQSClient,
    private readonly QueueUrl: string,
  ) {}

  static async on(EventBusName: string, endpoint: string): Promise<Published> {
    const config = { endpoint, region, credentials };
    const sqs = new SQSClient(config);
    const bridge = new EventBridgeClient(config);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'subscriber' }));
    const { Attributes: { QueueArn = '' } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }),
    );
    const Principal = { Service: 'events.amazonaws.com' };
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Principal, Action: 'sqs:SendMessage', Resource: QueueArn }] });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const EventPattern = JSON.stringify({ source: [eventSource] });
    await bridge.send(new PutRuleCommand({ Name: 'subscriber', EventBusName, EventPattern }));
    await bridge.send(new PutTargetsCommand({ Rule: 'subscriber', EventBusName, Targets: [{ Id: 'queue', Arn: QueueArn }] }));
    bridge.destroy();
    return new Published(sqs, QueueUrl);
  }

  /** Waits for an event of this type about the image. @throws Error after `timeoutMs`, with the events that arrived */
  async until(type: string, id: string, timeoutMs = 30_000): Promise<void> {
    for (const deadline = Date.now() + timeoutMs; Date.now() < deadline; await this.receive()) {
      if (this.found.some((event) => event.type === type && event.id === id)) return;
    }
    throw new Error(`No ${type} of ${id} was published, but ${JSON.stringify(this.found)}.`);
  }

  close(): void {
    this.sqs.destroy();
  }

  private async receive(): Promise<void> {
    const { QueueUrl } = this;
    const { Messages = [] } = await this.sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    for (const { Body = '', ReceiptHandle } of Messages) {
      const { 'detail-type': type, detail } = JSON.parse(Body);
      this.found.push({ type, id: detail.id });
      await this.sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }
}
