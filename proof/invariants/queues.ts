import { functionBehind } from './functions';
import type { Invariant, Violation } from './invariant';
import { isTrue, names, numberOf, type Resource, show, type Template, textOf, type Value } from './template';
import { notifications } from './triggers';

/** Defaults of SQS and Lambda, in seconds. */
const defaults = { visibility: 30, retention: 4 * 24 * 3600, timeout: 3 };

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const queueVisibility: Invariant = {
  name: 'queue-visibility',
  holds: 'The visibility timeout of a queue is at least six times the timeout of its function.',
  violations: (template) => queueMappings(template).flatMap(({ mapping, queue }) => tooShort(template, mapping, queue)),
};

function tooShort(template: Template, mapping: Resource, queue: Resource | undefined): Violation[] {
  const fn = functionBehind(template, mapping.properties.FunctionName);
  if (!queue || !fn) {
    const { EventSourceArn, FunctionName } = mapping.properties;
    return [
      {
        id: mapping.id,
        value: `${show(EventSourceArn)} to ${show(FunctionName)}`,
        required: 'a queue and a function of this template',
      },
    ];
  }
  const visibility = numberOf(queue.properties.VisibilityTimeout ?? defaults.visibility);
  const timeout = numberOf(fn.properties.Timeout ?? defaults.timeout);
  if (visibility !== undefined && timeout !== undefined && visibility >= 6 * timeout) return [];
  return [
    {
      id: queue.id,
      value: `VisibilityTimeout ${show(queue.properties.VisibilityTimeout)}`,
      required: `at least six times the Timeout of ${fn.id}, which is ${show(fn.properties.Timeout)}`,
    },
  ];
}

export const deadLetterRetention: Invariant = {
  name: 'dead-letter-retention',
  holds: 'Failed messages reach a dead-letter queue that retains them longer than their source.',
  violations: (template) => [
    ...queueMappings(template).flatMap(({ queue }) =>
      queue && queue.properties.RedrivePolicy === undefined
        ? [
            {
              id: queue.id,
              value: 'no RedrivePolicy',
              required: 'a dead-letter queue: without one, a failed message is retried until it expires',
            },
          ]
        : [],
    ),
    ...deadLetterSources(template).flatMap((source) => expiresTooSoon(template, source)),
  ],
};

/** A source of dead letters: their target, and how long the source may have kept them before, in seconds. */
interface DeadLetterSource {
  readonly id: string;
  readonly target: Value;
  readonly kept: Value;
}

function deadLetterSources(template: Template): DeadLetterSource[] {
  const queues = template
    .of('AWS::SQS::Queue')
    .filter(({ properties }) => properties.RedrivePolicy !== undefined)
    .map(({ id, properties }) => ({
      id,
      target: properties.RedrivePolicy.deadLetterTargetArn,
      kept: properties.MessageRetentionPeriod ?? defaults.retention,
    }));
  // DynamoDB keeps a change for a day. Kinesis keeps a record for a day or more.
  const streams = template
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.StartingPosition !== undefined)
    .map(({ id, properties }) => ({ id, target: properties.DestinationConfig?.OnFailure?.Destination, kept: 24 * 3600 }));
  const rules = template.of('AWS::Events::Rule').flatMap(({ id, properties }) =>
    (properties.Targets ?? [])
      .filter(({ DeadLetterConfig }: Value) => DeadLetterConfig !== undefined)
      .map(({ DeadLetterConfig, RetryPolicy }: Value) => ({
        id,
        target: DeadLetterConfig.Arn,
        kept: RetryPolicy?.MaximumEventAgeInSeconds ?? 24 * 3600,
      })),
  );
  return [...queues, ...streams, ...rules];
}

function expiresTooSoon(template: Template, { id, target, kept }: DeadLetterSource): Violation[] {
  const [deadLetters] = template.named(target, 'AWS::SQS::Queue');
  if (!deadLetters) return [{ id, value: `dead letters to ${show(target)}`, required: 'a queue of this template' }];
  const { MessageRetentionPeriod } = deadLetters.properties;
  const retention = numberOf(MessageRetentionPeriod ?? defaults.retention);
  const before = numberOf(kept);
  if (retention !== undefined && before !== undefined && retention > before) return [];
  return [
    {
      id: deadLetters.id,
      value: `MessageRetentionPeriod ${show(MessageRetentionPeriod)}`,
      required: `more than ${show(kept)} seconds, for which ${id} may have kept it before: its age counts from when it was first sent`,
    },
  ];
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html */
export const notificationKey: Invariant = {
  name: 'notification-key',
  holds: 'A queue or topic that receives S3 notifications is not encrypted with an AWS managed key, which S3 cannot use.',
  violations: (template) =>
    notifications(template).flatMap(({ bucket, target }) => {
      const [receiver] = template.named(target, 'AWS::SQS::Queue', 'AWS::SNS::Topic');
      const key = receiver?.properties.KmsMasterKeyId;
      if (!receiver || key === undefined || mayUse(template, key)) return [];
      return [
        {
          id: receiver.id,
          value: `KmsMasterKeyId ${show(key)}`,
          required: `SSE-SQS, or a key of this template whose policy lets s3.amazonaws.com use it: ${bucket.id} sends to it`,
        },
      ];
    }),
};

function mayUse(template: Template, key: Value): boolean {
  return template
    .named(key, 'AWS::KMS::Key')
    .some(({ properties }) => JSON.stringify(properties.KeyPolicy ?? '').includes('s3.amazonaws.com'));
}

export const encryptedQueues: Invariant = {
  name: 'encrypted-queues',
  holds: 'Every queue is encrypted at rest.',
  violations: (template) =>
    template
      .of('AWS::SQS::Queue')
      .filter(({ properties }) => isUnencrypted(properties))
      .map(({ id, properties }) => ({
        id,
        value: `SqsManagedSseEnabled ${show(properties.SqsManagedSseEnabled)}`,
        required: 'true, no value, or a separate key',
      })),
};

/** Whether encryption is turned off. By default, SQS encrypts a queue with its own key. */
const isUnencrypted = ({ SqsManagedSseEnabled, KmsMasterKeyId }: Value) =>
  SqsManagedSseEnabled !== undefined && !isTrue(SqsManagedSseEnabled) && KmsMasterKeyId === undefined;

/** The event source mappings of queues, and of sources that may be a queue. */
function queueMappings(template: Template): { mapping: Resource; queue: Resource | undefined }[] {
  const streams = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Kinesis::Stream', 'AWS::Kinesis::StreamConsumer'];
  return template
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => template.named(properties.EventSourceArn, ...streams).length === 0)
    .filter(({ properties }) => !/:(dynamodb|kinesis|kafka):/.test(textOf(properties.EventSourceArn)))
    .map((mapping) => ({
      mapping,
      queue: template.of('AWS::SQS::Queue').find((queue) => names(mapping.properties.EventSourceArn, queue)),
    }));
}
