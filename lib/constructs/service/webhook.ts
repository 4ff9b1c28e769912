import { Duration, SecretValue } from 'aws-cdk-lib';
import { ApiDestination, Authorization, Connection, type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { ApiDestination as ApiDestinationTarget } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource, eventTypes } from '../../../lambda/contract';
import type { WebhookSettings } from '../../settings/webhook';
import { deadLetterQueue } from '../storage/queue-props';

export interface WebhookProps extends WebhookSettings {
  /** Whose events are sent. */
  readonly bus: IEventBus;
}

/** A subscriber: sends every event of an image to another server, with retries for a day. */
export class Webhook extends Construct {
  /** The events that the server never took. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, url, secretName }: WebhookProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', deadLetterQueue);
    const connection = new Connection(this, 'Connection', {
      // A reference that CloudFormation resolves while it deploys: the secret itself is in no template.
      authorization: Authorization.apiKey('x-api-key', SecretValue.secretsManager(secretName)),
    });
    const destination = new ApiDestination(this, 'Destination', { connection, endpoint: url, rateLimitPerSecond: 50 });
    new Rule(this, 'Rule', {
      eventBus: bus,
      description: 'Every event of an image goes to the webhook',
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
