import { Duration } from 'aws-cdk-lib';
import { type IEventBus, Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type EventType, eventSource } from '../../../lambda/contract';
import { triggerDefaults } from '../../../lambda/events/trigger-row';
import { deadLetterQueue } from '../storage/queue-props';
import type { ServiceFunction } from './service-function';

export interface EventTriggerProps {
  readonly bus: IEventBus;
  /** Description of the function in the console. */
  readonly description: string;
  readonly handler: ServiceFunction;
  readonly types: readonly EventType[];
  /** A pattern of the event's detail. @default - every event of the types */
  readonly detail?: object;
}

/** Invokes the function for events of the bus. */
export class EventTrigger extends Construct {
  /** Events that EventBridge could not deliver, and those that the function failed to process. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { bus, description, handler, types, detail }: EventTriggerProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', deadLetterQueue);
    new Rule(this, 'Rule', {
      eventBus: bus,
      description,
      eventPattern: { source: [eventSource], detailType: [...types], ...(detail && { detail: { ...detail } }) },
      targets: [
        new LambdaFunction(handler.alias, {
          deadLetterQueue: this.deadLetters,
          retryAttempts: 185,
          maxEventAge: Duration.hours(24),
        }),
      ],
    });
    // EventBridge's delivery ends when Lambda has accepted the event. Lambda then retries a failed function, and sends the
    // event to the dead-letter queue.
    handler.role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.deadLetters.queueArn] }));
    handler.alias.configureAsyncInvoke({
      retryAttempts: triggerDefaults.asyncRetries,
      maxEventAge: Duration.hours(6),
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
