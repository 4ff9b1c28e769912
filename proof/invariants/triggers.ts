import { functionBehind } from './functions';
import { listOf, names, type Resource, type Template, type Value } from './template';

/** A source that invokes a function, directly or through a queue or a topic. */
export interface Trigger {
  /** The bucket, table, queue, topic or bus. */
  readonly source: Resource;
  /** The events of a bucket that invoke it, such as `s3:ObjectCreated:*`. */
  readonly event?: string;
  readonly consumer: Resource;
}

const polled = ['AWS::SQS::Queue', 'AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable', 'AWS::Kinesis::Stream'];

/** Every resource of the template that invokes a function when something is written to it. */
export function triggersOf(template: Template): Trigger[] {
  const mapped = mappings(template);
  const notified = notifications(template).flatMap(({ bucket, event, target }) =>
    consumersOf(template, target).map((consumer) => ({ source: bucket, event, consumer })),
  );
  const announced = template
    .of('AWS::SNS::Topic')
    .flatMap((source) => subscribers(template, source).map((consumer) => ({ source, consumer })));
  const ruled = template
    .of('AWS::Events::Rule')
    .flatMap((rule) =>
      sourcesOf(template, rule).flatMap((source) =>
        listOf(rule.properties.Targets).flatMap(({ Arn }) => consumersOf(template, Arn).map((consumer) => ({ source, consumer }))),
      ),
    );
  return [...mapped, ...notified, ...announced, ...ruled];
}

/** A notification of a bucket. */
export interface Notification {
  readonly bucket: Resource;
  readonly event: string;
  /** Queue, function or topic. */
  readonly target: Value;
  readonly prefix: string;
  readonly suffix: string;
}

/** The notifications that buckets send to queues, topics and functions. */
export function notifications(template: Template): Notification[] {
  return configurationsOf(template).flatMap(([bucket, configuration = {}]) =>
    Object.entries<Value>(configuration).flatMap(([kind, entries]) =>
      kind.endsWith('Configurations') ? listOf(entries).flatMap((entry) => fromEntry(bucket, entry)) : [],
    ),
  );
}

/** The notification configurations of buckets: their own property, or the CDK's custom resource. */
function configurationsOf(template: Template): (readonly [Resource, Value])[] {
  return template.of('AWS::S3::Bucket', 'Custom::S3BucketNotifications').flatMap((resource) => {
    const { BucketName, NotificationConfiguration } = resource.properties;
    const buckets = resource.type === 'AWS::S3::Bucket' ? [resource] : template.named(BucketName, 'AWS::S3::Bucket');
    return buckets.map((bucket) => [bucket, NotificationConfiguration] as const);
  });
}

function fromEntry(bucket: Resource, entry: Value): Notification[] {
  const { Event, Events, Filter, Queue, Function: fn, Topic, QueueArn, LambdaFunctionArn, TopicArn } = entry;
  const target = Queue ?? fn ?? Topic ?? QueueArn ?? LambdaFunctionArn ?? TopicArn;
  const rules: Value[] = listOf(Filter?.S3Key?.Rules ?? Filter?.Key?.FilterRules);
  const rule = (name: string) => rules.find(({ Name }) => String(Name).toLowerCase() === name)?.Value ?? '';
  return listOf(Event ?? Events).map((event) => ({ bucket, event, target, prefix: rule('prefix'), suffix: rule('suffix') }));
}

/** The sources of a rule's events: a bus of the template, or the buckets that send all events to the account's default bus. */
function sourcesOf(template: Template, { properties }: Resource): Resource[] {
  const buses = template.named(properties.EventBusName, 'AWS::Events::EventBus');
  const source = properties.EventPattern?.source;
  const ofBuckets = buses.length === 0 && (source === undefined ? properties.EventPattern : listOf(source).includes('aws.s3'));
  return ofBuckets ? configurationsOf(template).flatMap(([bucket, all]) => (all?.EventBridgeConfiguration ? [bucket] : [])) : buses;
}

function mappings(template: Template): Trigger[] {
  return template.of('AWS::Lambda::EventSourceMapping').flatMap(({ properties }) => {
    const consumer = functionBehind(template, properties.FunctionName);
    return consumer ? template.named(properties.EventSourceArn, ...polled).map((source) => ({ source, consumer })) : [];
  });
}

/** The functions that the target invokes in the end. */
function consumersOf(template: Template, target: Value): Resource[] {
  const fn = functionBehind(template, target);
  if (fn) return [fn];
  const [queueOrTopic] = template.named(target, 'AWS::SQS::Queue', 'AWS::SNS::Topic');
  if (queueOrTopic?.type === 'AWS::SNS::Topic') return subscribers(template, queueOrTopic);
  return mappings(template).flatMap(({ source, consumer }) => (source === queueOrTopic ? [consumer] : []));
}

function subscribers(template: Template, topic: Resource): Resource[] {
  return template
    .of('AWS::SNS::Subscription')
    .filter(({ properties }) => names(properties.TopicArn, topic))
    .flatMap(({ properties }) => consumersOf(template, properties.Endpoint));
}
