import type { Survivor } from './survivors';

/** Why no invariant sees the mutants of a place. */
export interface Explanation {
  /** Type and property, `*` for any text. */
  readonly place: string;
  /** @default - all */
  readonly operators?: readonly Survivor['operator'][];
  readonly reason: string;
}

const words = 'For people: it changes nothing that runs.';
const required = 'The deployment fails: the service refuses the resource without it.';
const stops = 'Nothing is opened, lost or paid for: what it is for stops working, and the end-to-end test says so.';

/** Every kind of survivor, with its reason. The first row that fits is the one that counts; one that fits nothing is refused. */
export const explanations: readonly Explanation[] = [
  // Words.
  { place: 'AWS::* Description', reason: words },
  { place: 'AWS::SQS::QueuePolicy PolicyDocument.Statement.*.Sid', reason: words },
  {
    place: 'AWS::ApiGatewayV2::Api Name',
    reason: 'The console shows another name; the CDK always writes one, and a wrong one is seen.',
  },
  {
    place: 'AWS::Logs::LogGroup LogGroupName',
    reason: 'CloudFormation makes a name; a wrong one is seen, and test/infra/http-api.test.ts holds the right one.',
  },
  {
    place: 'AWS::IAM::* *PolicyDocument.Version',
    reason: 'The older version of the language knows no variables, and no policy here has one.',
  },

  // The API.
  {
    place: 'AWS::ApiGatewayV2::Api CorsConfiguration*',
    reason: 'Which pages may call is a setting: test/infra/http-api.test.ts holds it. Fewer are let in, or preflights kept longer.',
  },
  { place: 'AWS::ApiGatewayV2::Api ProtocolType', reason: required },
  { place: 'AWS::ApiGatewayV2::Integration PayloadFormatVersion', reason: required },
  {
    place: 'AWS::ApiGatewayV2::Integration IntegrationUri',
    operators: ['swap'],
    reason: 'It is an alias still, but another endpoint’s: test/infra/http-api.test.ts holds which route calls which.',
  },
  { place: 'AWS::ApiGatewayV2::Route ', reason: 'An endpoint less: test/infra/http-api.test.ts holds the list.' },
  {
    place: 'AWS::ApiGatewayV2::Route Target',
    reason: 'A route to nowhere, or to another endpoint under the same token: test/infra/http-api.test.ts holds which.',
  },
  { place: 'AWS::ApiGatewayV2::Route AuthorizationType', reason: 'Of GET /health, which is open; all others are seen.' },
  {
    place: 'AWS::ApiGatewayV2::Stage *',
    reason: 'Rates, formats and the stage itself are settings: test/infra/http-api.test.ts holds them.',
  },
  {
    place: 'AWS::Lambda::Permission *',
    reason: 'The API may not call the function, or another: test/infra/http-api.test.ts holds whom each route may call.',
  },

  // Functions and what calls them.
  { place: 'AWS::Lambda::Function Code*', reason: required },
  { place: 'AWS::Lambda::Function Environment*', reason: `${stops} test/infra/functions.test.ts holds every variable.` },
  {
    place: 'AWS::Lambda::Function LoggingConfig*',
    reason:
      'Lines in place of JSON, or the CDK’s own function in another log group: test/infra/functions.test.ts and storage.test.ts hold them.',
  },
  {
    place: 'AWS::Lambda::Function MemorySize',
    reason: 'A matter of time and cost, which docs/performance.md measures: test/infra/functions.test.ts holds it.',
  },
  {
    place: 'AWS::Lambda::Function Timeout',
    operators: ['delete'],
    reason:
      'Lambda takes three seconds: too short, and seen by every test of the packages. A queue’s function may not run for longer unseen.',
  },
  { place: 'AWS::Lambda::Function Role', operators: ['swap'], reason: 'Of the CDK’s own function, whose role is the CDK’s.' },
  {
    place: 'AWS::Lambda::EventInvokeConfig *',
    reason: 'How often a turn of the sweep is repeated: test/infra/sweep.test.ts holds it.',
  },
  {
    place: 'AWS::Lambda::EventSourceMapping *',
    reason: 'How a queue or the stream is read: test/infra/uploads.test.ts and changes.test.ts hold every setting.',
  },
  { place: 'AWS::Scheduler::Schedule *', reason: 'When the sweep has its turn, and as whom: test/infra/sweep.test.ts holds it.' },
  {
    place: 'AWS::ApplicationAutoScaling::ScalableTarget *',
    reason: 'How many instances wait is a setting, and costs what was asked for: test/infra/warm.test.ts holds it.',
  },
  { place: 'AWS::ApplicationAutoScaling::ScalingPolicy *', reason: 'When more instances wait: test/infra/warm.test.ts holds it.' },

  // Roles.
  {
    place: 'AWS::IAM::Policy *',
    reason: 'Of the callers’ roles, which are no functions’: test/infra/sweep.test.ts and webhook.test.ts hold each statement.',
  },
  {
    place: 'AWS::IAM::Role AssumeRolePolicyDocument.Statement.*.Condition*',
    reason: 'Who may borrow the caller’s role: test/infra/sweep.test.ts holds it.',
  },
  {
    place: 'AWS::IAM::Role AssumeRolePolicyDocument*',
    reason: 'Nobody may take the role: nothing is opened, and the deployment fails.',
  },
  { place: 'AWS::IAM::Role Policies*', reason: 'Of the CDK’s own function: test/infra/storage.test.ts holds what it may do.' },

  // Stores.
  {
    place: 'AWS::S3::Bucket CorsConfiguration*',
    reason: 'Which pages may send and read is a setting: test/infra/http-api.test.ts holds it.',
  },
  { place: 'AWS::S3::Bucket BucketEncryption*', reason: 'S3 encrypts every object all the same.' },
  {
    place: 'AWS::S3::Bucket OwnershipControls*',
    reason: 'New buckets have no ACLs all the same, and an ACL for the public is seen.',
  },
  {
    place: 'AWS::S3::Bucket LifecycleConfiguration*',
    reason: 'How long leftovers are paid for: test/infra/storage.test.ts holds it.',
  },
  {
    place: 'AWS::S3::Bucket VersioningConfiguration*',
    reason: 'A file that came later could be taken for the one that was resized: test/infra/storage.test.ts holds it.',
  },
  {
    place: 'AWS::S3::Bucket LoggingConfiguration*',
    reason: 'Who reached a bucket is not told: test/infra/storage.test.ts and cdk-nag (S1) hold it.',
  },
  {
    place: 'AWS::S3::Bucket NotificationConfiguration*',
    reason: 'Uploads are announced to nobody, or all of them: test/infra/uploads.test.ts holds whom.',
  },
  { place: 'AWS::S3::Bucket Tags*', reason: 'By which the CDK’s own function knows the buckets of a sandbox that it may empty.' },
  {
    place: 'AWS::S3::BucketPolicy *',
    reason:
      'Other statements than the refusal: access logs and the emptying of a sandbox. Without them less is allowed; test/infra/snapshot.test.ts holds them.',
  },
  {
    place: 'AWS::SQS::QueuePolicy *',
    reason: 'Who may send: test/infra/uploads.test.ts and webhook.test.ts hold it. Without it nobody may.',
  },
  {
    place: 'AWS::SQS::Queue MessageRetentionPeriod',
    operators: ['delete'],
    reason:
      'Of a queue that keeps messages for four days, as SQS does where nothing is said, or of one beside a stream, which keeps them for a day.',
  },
  {
    place: 'AWS::SQS::Queue RedrivePolicy.maxReceiveCount',
    reason: 'How often an upload is tried: test/infra/uploads.test.ts holds it.',
  },
  { place: 'AWS::SQS::Queue VisibilityTimeout', operators: ['raise'], reason: 'Longer is safe, and slower after a fault.' },
  { place: 'AWS::DynamoDB::Table *', reason: 'Keys, stream and lifetimes: test/infra/storage.test.ts holds them.' },
  {
    place: 'AWS::Cognito::UserPool*',
    reason: 'Who may sign in, and how: test/infra/storage.test.ts and snapshot.test.ts hold it.',
  },
  { place: 'Custom::S3AutoDeleteObjects *', reason: 'Of a sandbox: its buckets are not emptied, and `cdk destroy` fails.' },

  // What watches.
  {
    place: 'AWS::CloudWatch::Alarm *',
    reason: 'When an alarm goes off, and whom it tells: test/infra/alarms.test.ts holds each, with docs/runbook.md.',
  },
  { place: 'AWS::CloudWatch::Dashboard *', reason: 'What is drawn, or that nothing is: test/infra/dashboard.test.ts holds it.' },
  { place: 'AWS::SNS::*', reason: 'Who hears of alarms, and what may send them: test/infra/alarms.test.ts holds it.' },
  { place: 'AWS::Budgets::Budget *', reason: 'A setting about money alone: test/infra/alarms.test.ts holds it.' },
  { place: 'AWS::CodeDeploy::*', reason: 'How calls move to a new version, and back: test/infra/canary.test.ts holds it.' },

  // The bus.
  { place: 'AWS::Events::*', reason: 'What is sent to the webhook, and how often: test/infra/webhook.test.ts holds it.' },
];

/** The reason of a survivor. */
export function explanationOf({ operator, type, property }: Survivor): Explanation | undefined {
  return explanations.find(({ place, operators }) => (operators?.includes(operator) ?? true) && fits(place, `${type} ${property}`));
}

function fits(place: string, text: string): boolean {
  return new RegExp(
    `^${place
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);
}
