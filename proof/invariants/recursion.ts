import { functionTypes, roleOf } from './functions';
import type { Invariant, Violation } from './invariant';
import { allows, foreignPolicies, inDocument, isAbout, statementsOf } from './statements';
import { listOf, names, type Resource, show, type Template, textOf } from './template';
import { notifications, type Trigger, triggersOf } from './triggers';

/** The actions that write to each kind of source, and so invoke its consumer again. */
const writesTo: Readonly<Record<string, readonly string[]>> = {
  'AWS::S3::Bucket': ['s3:PutObject', 's3:ReplicateObject', 's3:RestoreObject'],
  'AWS::DynamoDB::Table': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
  'AWS::DynamoDB::GlobalTable': ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'],
  'AWS::SQS::Queue': ['sqs:SendMessage'],
  'AWS::SNS::Topic': ['sns:Publish'],
  'AWS::Kinesis::Stream': ['kinesis:PutRecord', 'kinesis:PutRecords'],
  'AWS::Events::EventBus': ['events:PutEvents'],
};

/** AWS managed policies that only allow logs, traces and network interfaces. */
const harmless =
  /:policy\/(service-role\/AWSLambda(Basic|VPCAccess|SQSQueue|DynamoDB|Kinesis)\w*ExecutionRole|AWSXRayDaemonWriteAccess|CloudWatchLambdaInsightsExecutionRolePolicy)$/;

const removals = ['s3:DeleteObject', 's3:DeleteObjectVersion'];
const partiQl = ['dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'];

const receivers = [...functionTypes, 'AWS::Lambda::Alias', 'AWS::SQS::Queue', 'AWS::SNS::Topic'];

export const noRecursion: Invariant = {
  name: 'no-recursion',
  holds: 'No function may write to the bucket, table, queue, topic or bus that triggers it.',
  violations: (template) => [
    ...triggersOf(template).flatMap((trigger) => writesOf(template, trigger)),
    ...notifications(template)
      .filter(({ target }) => template.named(target, ...receivers).length === 0)
      .map(({ bucket, target }) => ({
        id: bucket.id,
        value: `notifies ${show(target)}`,
        required: 'a queue, topic or function of this template: otherwise the consumer is unknown',
      })),
  ],
};

function writesOf(template: Template, { source, event, consumer }: Trigger): Violation[] {
  const required = `no write to ${source.id}, which invokes ${consumer.id}: it would invoke itself endlessly`;
  const role = roleOf(template, consumer);
  if (!role)
    return [
      { id: consumer.id, value: `Role ${show(consumer.properties.Role)}`, required: `a role of this template, with ${required}` },
    ];
  const actions = actionsOn(source, event);
  const broken = [...statementsOf(template, role), ...granted(template, source, role)].filter(
    (statement) => allows(statement, actions) && isAbout(template, statement, source),
  );
  return [
    ...foreignPolicies(template, role)
      .filter((arn) => !harmless.test(textOf(arn)))
      .map((arn) => ({
        id: role.id,
        value: `ManagedPolicyArns ${show(arn)}`,
        required: `only policies of this template, whose statements can be checked, with ${required}`,
      })),
    ...broken.map(({ id, json }) => ({ id, value: `${show(json.Action ?? json.NotAction)} on ${show(json.Resource)}`, required })),
  ];
}

function actionsOn({ type }: Resource, event: unknown): readonly string[] {
  const writes = writesTo[type] ?? [];
  if (type.startsWith('AWS::DynamoDB')) return [...writes, ...partiQl];
  return typeof event !== 'string' || /^s3:ObjectCreated/.test(event) ? writes : [...writes, ...removals];
}

/** The statements of the source's own policy that allow the role something. */
function granted(template: Template, source: Resource, role: Resource) {
  return template
    .of('AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::Events::EventBusPolicy')
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument))
    .filter(({ json }) => listOf(json.Principal).some((principal) => names(principal, role)))
    .filter((statement) => isAbout(template, statement, source));
}
