import { Duration, SecretValue } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource, eventTypes } from '../../../lambda/contract';
import type { WebhookSettings } from '../../settings/webhook';
import { deadLetterQueue } from '../storage/queue-props';

export interface WebhookProps extends WebhookSettings {
  /** The bus of the events. */
  readonly bus: IEventBus;
}

/** A subscriber: sends every event of an image to another server, with retries for a day. */
export class Webhook extends Construct {
  /** Events that the server never accepted. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, url, secretName }: WebhookProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', deadLetterQueue);
    const connection = new Connection(this, 'Connection', {
      // A dynamic reference that CloudFormation resolves during deployment: the template does not contain the secret.
      authorization: Authorization.apiKey('x-api-key', SecretValue.secretsManager(secretName)),
    });
    const destination = new ApiDestination(this, 'Destination', { connection, endpoint: url, rateLimitPerSecond: 50 });
    new Rule(this, 'Rule', {
      eventBus: bus,
      description: 'Sends every event of an image to the webhook',
      eventPattern: { source: [eventSource], detailType: [...eventTypes] },
      targets: [
        new ApiDestinationTarget(destination, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
  }
}
