// Each property of a template that the bill depends on, changed by itself: what the month uses then, by hand.
import { billFor } from '../../estimate/bill/bill';
import { usageOf } from '../../estimate/bill/usage';
import { type PriceName, pricesOf } from '../../estimate/prices/regions';
import { Template } from '../../estimate/template/template';
import { profiles, type Traffic } from '../../estimate/traffic/traffic';
import { changedPaths, recordReads } from './recorded-template';

// The sums by hand have these durations, whatever the benchmarks measure.
jest.mock('../../estimate/bill/measured.json', () => jest.requireActual('./worked-durations.json'));

// biome-ignore lint/suspicious/noExplicitAny: the properties of a resource have any structure.
type Resources = Record<string, { Type: string; Properties: any }>;

const getAtt = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** 730,000 requests and 73,000 images or messages a month; 24,000 images of 1,048,576 bytes are stored. */
const traffic: Traffic = {
  ...profiles.idle,
  requestsPerDay: 24_000,
  imagesPerDay: 2_400,
  keptShare: 1,
  keptDays: 10,
  bytes: 1_048_576,
};

/** An application with one of each type. Main has the route, Other has nothing to do until a change gives it something. */
const base = (): Resources => ({
  Main: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      MemorySize: 1_024,
      Architectures: ['arm64'],
      LoggingConfig: { LogGroup: { Ref: 'Logs' } },
      Environment: { Variables: { TABLE: { Ref: 'Table' } } },
    },
  },
  Other: { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 2_048, LoggingConfig: { LogGroup: { Ref: 'Logs' } } } },
  Logs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30 } },
  OtherLogs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 60 } },
  Live: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Main' } } },
  LiveOther: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Other' } } },
  Scaling: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: { ScalableDimension: 'lambda:function:Other', ResourceId: { Ref: 'LiveOther' }, MinCapacity: 2, MaxCapacity: 4 },
  },
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
  Route: { Type: 'AWS::ApiGatewayV2::Route', Properties: { ApiId: { Ref: 'Api' }, Target: { Ref: 'Integration' } } },
  Integration: { Type: 'AWS::ApiGatewayV2::Integration', Properties: { IntegrationUri: getAtt('Live') } },
  Stage: { Type: 'AWS::ApiGatewayV2::Stage', Properties: { AccessLogSettings: { DestinationArn: getAtt('Logs') } } },
  Method: { Type: 'AWS::ApiGateway::Method', Properties: {} },
  OldStage: { Type: 'AWS::ApiGateway::Stage', Properties: { AccessLogSetting: { DestinationArn: getAtt('Logs') } } },
  Url: { Type: 'AWS::Lambda::Url', Properties: {} },
  Queue: { Type: 'AWS::SQS::Queue', Properties: {} },
  Messages: { Type: 'AWS::Lambda::EventSourceMapping', Properties: { EventSourceArn: getAtt('Queue') } },
  Topic: { Type: 'AWS::SNS::Topic', Properties: {} },
  Subscription: {
    Type: 'AWS::SNS::Subscription',
    Properties: { Protocol: 'email', TopicArn: { Ref: 'Topic' }, Endpoint: 'a@b.c' },
  },
  Bus: { Type: 'AWS::Events::EventBus', Properties: {} },
  Rule: { Type: 'AWS::Events::Rule', Properties: { Targets: [{}] } },
  Timer: { Type: 'AWS::Events::Rule', Properties: { ScheduleExpression: 'rate(1 hour)', Targets: [{}] } },
  Schedule: { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(1 hour)', Target: {} } },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: { BillingMode: 'PAY_PER_REQUEST', GlobalSecondaryIndexes: [{ Projection: { ProjectionType: 'KEYS_ONLY' } }] },
  },
  Fixed: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      ProvisionedThroughput: { WriteCapacityUnits: 1, ReadCapacityUnits: 1 },
      GlobalSecondaryIndexes: [{ ProvisionedThroughput: { WriteCapacityUnits: 1, ReadCapacityUnits: 1 } }],
    },
  },
  Global: {
    Type: 'AWS::DynamoDB::GlobalTable',
    Properties: {
      WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1 } },
      GlobalSecondaryIndexes: [{ WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 1 } } }],
      Replicas: [
        {
          ReadProvisionedThroughputSettings: { ReadCapacityUnits: 1 },
          GlobalSecondaryIndexes: [{ ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: { MinCapacity: 1 } } }],
        },
      ],
    },
  },
  Bucket: { Type: 'AWS::S3::Bucket', Properties: { LoggingConfiguration: { DestinationBucketName: { Ref: 'LogBucket' } } } },
  LogBucket: { Type: 'AWS::S3::Bucket', Properties: { LifecycleConfiguration: { Rules: [{ ExpirationInDays: 73 }] } } },
  Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Period: 60 } },
  MathAlarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [{ MetricStat: { Period: 60 } }, { Expression: 'm1' }] } },
  Pool: { Type: 'AWS::Cognito::UserPool', Properties: {} },
});

type Change = (resources: Resources) => void;
type Difference = Partial<Record<PriceName, number>>;

// Main: 730,000 calls of 50 ms, and 4,380 cold starts of 96 ms (55 ms on 1,024 / 1,769 of a vCPU): 36,500 + 420.48 s. 1 GB.
const mainSeconds = 36_920.48;
// A month of messages for Other: 73,000 calls of 50 ms and 4,380 cold starts of 55 ms, with 2 GB. Each call reads an item of Table, and writes
// it and its entry in the index; logs 1,500 bytes, of which 0.15 are stored for 30 days of 730 / 24.
const calls = (count: number, coldStarts: number): Difference => ({
  'lambda-requests': count,
  'lambda-x86_64': (count * 0.05 + coldStarts * 0.055) * 2,
  'dynamodb-reads': count,
  'dynamodb-writes': count * 2,
  'log-ingestion': (count * 1_500) / 2 ** 30,
  'log-storage': (count * 1_500 * 0.15 * 30 * 24) / 730 / 2 ** 30,
});
const ofMessages = calls(73_000, 4_380);
/** Half of the requests go to Other: 365,000 of them, which Main has no longer. Both start cold as often as before. */
const ofHalf: Difference = {
  'lambda-arm64': -18_250,
  'lambda-x86_64': (18_250 + 4_380 * 0.055) * 2,
};
/** Access log of half of the requests. */
const halfAccessLog = (365_000 * 450) / 2 ** 30;
const storedShare = (0.15 * 30 * 24) / 730;
const capacity = 730;
/** GB of 24,000 records of 1,024 bytes. */
const records = (24_000 * 1_024) / 2 ** 30;

const set =
  (id: string, path: string, value: unknown): Change =>
  (resources) => {
    const keys = path.split('.');
    const last = keys.pop() as string;
    // biome-ignore lint/suspicious/noExplicitAny: the properties of a resource have any structure.
    const owner = keys.reduce((part: any, key) => (part[key] ??= {}), resources[id]?.Properties);
    if (value === undefined) delete owner[last];
    else owner[last] = value;
  };
const all =
  (...changes: readonly Change[]): Change =>
  (resources) => {
    for (const change of changes) change(resources);
  };

const gives = (change: Change, rest: Difference = {}): [Change, Difference] => [change, rest];
const scheduled = (Schedule: string, min: number, max: number, Timezone?: string) => ({
  Schedule,
  Timezone,
  ScalableTargetAction: { MinCapacity: min, MaxCapacity: max },
});
const scaled = set('Scaling', 'ScalableDimension', 'lambda:function:ProvisionedConcurrency');
/** GB-s of an instance of Other that is kept for a month. */
const keptOther = 730 * 3_600 * 2;

/** What each change adds to the month, or takes from it. */
const mutants: Record<string, [Change, Difference]> = {
  // 2 GB and a whole vCPU: 55 ms.
  'twice the memory': gives(set('Main', 'MemorySize', 2_048), { 'lambda-arm64': (36_500 + 4_380 * 0.055) * 2 - mainSeconds }),
  'no memory size, which is 128 MB': gives(set('Main', 'MemorySize', undefined), {
    // 55 ms / (128 / 1,769) = 760.1, billed as 761.
    'lambda-arm64': (36_500 + 4_380 * 0.761) / 8 - mainSeconds,
  }),
  x86_64: gives(set('Main', 'Architectures', undefined), { 'lambda-arm64': -mainSeconds, 'lambda-x86_64': mainSeconds }),
  '2.5 GB of /tmp': gives(set('Main', 'EphemeralStorage.Size', 2_560), { 'lambda-disk': mainSeconds * 2 }),
  // More calls than one in a second: 730 × 3,600 of them can be the first of their second; all are, and 5 % of all more.
  tracing: gives(set('Main', 'TracingConfig.Mode', 'Active'), { traces: 730_000 + 36_500 }),
  'another log group, which keeps logs for twice as long': gives(set('Main', 'LoggingConfig.LogGroup', { Ref: 'OtherLogs' }), {
    'log-storage': (730_000 * 1_500 * storedShare) / 2 ** 30,
  }),
  // 730,000 × (1,500 + 450) bytes for 15 days less.
  'half the retention': gives(set('Logs', 'RetentionInDays', 15), {
    'log-storage': (-730_000 * 1_950 * storedShare) / 2 / 2 ** 30,
  }),
  'another table, which has provisioned capacity': gives(set('Main', 'Environment.Variables.TABLE', { Ref: 'Fixed' }), {
    'dynamodb-reads': -730_000,
    'dynamodb-writes': -1_460_000,
  }),

  // Three instances of 1 GB: 3 × 2,628,000 GB-s. On average 0.0139 calls run at once.
  'provisioned concurrency': gives(set('Live', 'ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions', 3), {
    'lambda-arm64': -mainSeconds,
    'warm-kept-arm64': 3 * 730 * 3_600,
    'warm-run-arm64': 36_500,
  }),
  'provisioned concurrency of another function': gives(
    all(
      set('LiveOther', 'ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions', 1),
      set('Live', 'FunctionName', { Ref: 'Other' }),
    ),
    {
      // The route goes to Other as well.
      'lambda-arm64': -mainSeconds,
      'warm-kept-x86_64': keptOther,
      'warm-run-x86_64': 36_500 * 2,
    },
  ),
  'scaled provisioned concurrency': gives(scaled, { 'warm-kept-x86_64': 2 * keptOther }),
  'scaled provisioned concurrency of another function': gives(all(scaled, set('Scaling', 'ResourceId', { Ref: 'Live' })), {
    'lambda-arm64': -mainSeconds,
    'warm-kept-arm64': 2 * 730 * 3_600,
    'warm-run-arm64': 36_500,
  }),
  'a higher minimum': gives(all(scaled, set('Scaling', 'MinCapacity', 3)), { 'warm-kept-x86_64': 3 * keptOther }),
  // At least one in the 50 of 168 hours from 8 to 18 on weekdays, and three otherwise.
  'a schedule of the minimum': gives(
    all(
      scaled,
      set('Scaling', 'ScheduledActions', [scheduled('cron(0 8 ? * MON-FRI *)', 1, 4), scheduled('cron(0 18 ? * MON-FRI *)', 3, 4)]),
    ),
    { 'warm-kept-x86_64': ((50 + 3 * 118) / 168) * keptOther },
  ),
  // From 8 in Tokyo, which is 23 in UTC, until 9 in UTC: ten hours a day.
  'a schedule in another time zone': gives(
    all(
      scaled,
      set('Scaling', 'ScheduledActions', [
        scheduled('cron(0 8 * * ? *)', 3, 4, 'Asia/Tokyo'),
        scheduled('cron(0 9 * * ? *)', 1, 4),
      ]),
    ),
    { 'warm-kept-x86_64': ((3 * 10 + 14) / 24) * keptOther },
  ),

  'a WebSocket API': gives(set('Api', 'ProtocolType', 'WEBSOCKET'), {
    'http-api': -730_000,
    'log-ingestion': -2 * halfAccessLog,
    'log-storage': -2 * halfAccessLog * storedShare,
  }),
  'a route of another API': gives(
    all(
      (resources) => {
        resources.Sockets = { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'WEBSOCKET' } };
      },
      set('Route', 'ApiId', { Ref: 'Sockets' }),
    ),
    { 'http-api': -730_000, 'log-ingestion': -2 * halfAccessLog, 'log-storage': -2 * halfAccessLog * storedShare },
  ),
  'a route to another function': gives(set('Route', 'Target', getAtt('LiveOther')), {
    'lambda-arm64': -mainSeconds,
    'lambda-x86_64': (36_500 + 4_380 * 0.055) * 2,
  }),
  'an integration of another function': gives(set('Integration', 'IntegrationUri', getAtt('LiveOther')), {
    'lambda-arm64': -mainSeconds,
    'lambda-x86_64': (36_500 + 4_380 * 0.055) * 2,
  }),
  'no access log': gives(set('Stage', 'AccessLogSettings', undefined), {
    'log-ingestion': -2 * halfAccessLog,
    'log-storage': -2 * halfAccessLog * storedShare,
  }),
  'an access log that is kept for twice as long': gives(set('Stage', 'AccessLogSettings.DestinationArn', getAtt('OtherLogs')), {
    'log-storage': 2 * halfAccessLog * storedShare,
  }),
  // REST APIs have their own access log, in the same group.
  'a method of a REST API': gives(set('Method', 'Integration.Uri', getAtt('Other')), {
    ...ofHalf,
    'http-api': -365_000,
    'rest-api': 365_000,
  }),
  'a REST API without an access log': gives(
    all(set('Method', 'Integration.Uri', getAtt('Other')), set('OldStage', 'AccessLogSetting', undefined)),
    {
      ...ofHalf,
      'http-api': -365_000,
      'rest-api': 365_000,
      'log-ingestion': -halfAccessLog,
      'log-storage': -halfAccessLog * storedShare,
    },
  ),
  'a REST API with another access log': gives(
    all(set('Method', 'Integration.Uri', getAtt('Other')), set('OldStage', 'AccessLogSetting.DestinationArn', getAtt('OtherLogs'))),
    { ...ofHalf, 'http-api': -365_000, 'rest-api': 365_000, 'log-storage': halfAccessLog * storedShare },
  ),
  'a function URL': gives(set('Url', 'TargetFunctionArn', getAtt('Other')), {
    ...ofHalf,
    'http-api': -365_000,
    'log-ingestion': -halfAccessLog,
    'log-storage': -halfAccessLog * storedShare,
  }),

  // 5 pollers with a request every 20 s, and three requests for each message.
  'messages of a queue': gives(set('Messages', 'FunctionName', { Ref: 'Other' }), {
    ...ofMessages,
    'sqs-requests': 657_000 + 219_000,
  }),
  'messages of a FIFO queue': gives(all(set('Messages', 'FunctionName', { Ref: 'Other' }), set('Queue', 'FifoQueue', true)), {
    ...ofMessages,
    'sqs-fifo-requests': 657_000 + 219_000,
  }),
  'messages of a stream, which is read without charge': gives(
    all(set('Messages', 'FunctionName', { Ref: 'Other' }), set('Messages', 'EventSourceArn', getAtt('Table'))),
    ofMessages,
  ),
  'messages of a queue, while they are off': gives(
    all(set('Messages', 'FunctionName', { Ref: 'Other' }), set('Messages', 'Enabled', false)),
    {},
  ),
  'messages of a topic': gives(all(set('Subscription', 'Protocol', 'lambda'), set('Subscription', 'Endpoint', getAtt('Other'))), {
    ...ofMessages,
    'sns-requests': 73_000,
  }),
  'messages of a topic that is not in the template': gives(
    all(
      set('Subscription', 'Protocol', 'lambda'),
      set('Subscription', 'Endpoint', getAtt('Other')),
      set('Subscription', 'TopicArn', 'arn:aws:sns:us-east-1:123456789012:other'),
    ),
    ofMessages,
  ),
  'events of AWS, which are free': gives(set('Rule', 'Targets', [{ Arn: getAtt('Other') }]), ofMessages),
  'events of a bus': gives(all(set('Rule', 'Targets', [{ Arn: getAtt('Other') }]), set('Rule', 'EventBusName', { Ref: 'Bus' })), {
    ...ofMessages,
    events: 73_000,
  }),
  'a rule that is off': gives(all(set('Rule', 'Targets', [{ Arn: getAtt('Other') }]), set('Rule', 'State', 'DISABLED')), {}),
  // 730 calls, each of which may start cold. Rules are free.
  'a rule every hour': gives(set('Timer', 'Targets', [{ Arn: getAtt('Other') }]), calls(730, 730)),
  'a rule every half hour': gives(
    all(set('Timer', 'Targets', [{ Arn: getAtt('Other') }]), set('Timer', 'ScheduleExpression', 'rate(30 minutes)')),
    calls(1_460, 1_460),
  ),
  'a schedule every hour': gives(set('Schedule', 'Target.Arn', getAtt('Other')), calls(730, 730)),
  'a schedule twice as often': gives(set('Schedule', 'ScheduleExpression', 'rate(30 minutes)'), { scheduler: 730 }),
  'a schedule that is off': gives(set('Schedule', 'State', 'DISABLED'), { scheduler: -730 }),

  recovery: gives(set('Table', 'PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled', true), {
    'dynamodb-recovery': records,
  }),
  'no index': gives(set('Table', 'GlobalSecondaryIndexes', undefined), { 'dynamodb-writes': -730_000 }),
  'an index with whole items': gives(set('Table', 'GlobalSecondaryIndexes', [{ Projection: { ProjectionType: 'ALL' } }]), {
    'dynamodb-storage': records,
  }),
  'a local index': gives(set('Table', 'LocalSecondaryIndexes', [{ Projection: { ProjectionType: 'KEYS_ONLY' } }]), {
    'dynamodb-writes': 730_000,
  }),
  'a table with provisioned capacity': gives(
    all(
      set('Table', 'BillingMode', undefined),
      set('Table', 'ProvisionedThroughput', { WriteCapacityUnits: 5, ReadCapacityUnits: 3 }),
    ),
    {
      'dynamodb-reads': -730_000,
      'dynamodb-writes': -1_460_000,
      'dynamodb-write-capacity': 5 * capacity,
      'dynamodb-read-capacity': 3 * capacity,
    },
  ),
  'more write capacity': gives(set('Fixed', 'ProvisionedThroughput.WriteCapacityUnits', 4), {
    'dynamodb-write-capacity': 3 * capacity,
  }),
  'more read capacity': gives(set('Fixed', 'ProvisionedThroughput.ReadCapacityUnits', 4), {
    'dynamodb-read-capacity': 3 * capacity,
  }),
  'more capacity of an index': gives(
    set('Fixed', 'GlobalSecondaryIndexes', [{ ProvisionedThroughput: { WriteCapacityUnits: 2, ReadCapacityUnits: 3 } }]),
    { 'dynamodb-write-capacity': capacity, 'dynamodb-read-capacity': 2 * capacity },
  ),
  'a global table on demand': gives(set('Global', 'BillingMode', 'PAY_PER_REQUEST'), {
    'dynamodb-write-capacity': -2 * capacity,
    'dynamodb-read-capacity': -2 * capacity,
  }),
  'more write capacity of a global table': gives(
    all(
      set('Global', 'WriteProvisionedThroughputSettings.WriteCapacityAutoScalingSettings.MinCapacity', 3),
      set('Global', 'GlobalSecondaryIndexes', [
        { WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 2 } }, Projection: {} },
      ]),
    ),
    { 'dynamodb-write-capacity': 3 * capacity },
  ),
  'an index of a global table with whole items': gives(
    set('Global', 'GlobalSecondaryIndexes', [
      {
        WriteProvisionedThroughputSettings: { WriteCapacityAutoScalingSettings: { MinCapacity: 2 } },
        Projection: { ProjectionType: 'ALL' },
      },
    ]),
    { 'dynamodb-storage': records, 'dynamodb-write-capacity': capacity },
  ),
  'more read capacity of a global table, with recovery': gives(
    set('Global', 'Replicas', [
      {
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        ReadProvisionedThroughputSettings: { ReadCapacityAutoScalingSettings: { MinCapacity: 3 } },
        GlobalSecondaryIndexes: [{ ReadProvisionedThroughputSettings: { ReadCapacityUnits: 2 } }],
      },
    ]),
    { 'dynamodb-read-capacity': 3 * capacity, 'dynamodb-recovery': records },
  ),
  'a local index of a global table with whole items': gives(
    set('Global', 'LocalSecondaryIndexes', [{ Projection: { ProjectionType: 'ALL' } }]),
    { 'dynamodb-storage': records },
  ),

  // Two requests for each of 73,000 objects, 600 bytes each. For 73 days, they are 2.4 times those of a month.
  'no access log of S3': gives(set('Bucket', 'LoggingConfiguration', undefined), {
    's3-storage': (-146_000 * 600 * 2.4) / 2 ** 30,
  }),
  'access logs of S3 in another bucket, for a year': gives(
    set('Bucket', 'LoggingConfiguration.DestinationBucketName', { Ref: 'Bucket' }),
    { 's3-storage': (146_000 * 600 * (12 - 2.4)) / 2 ** 30 },
  ),
  'access logs of S3 for twice as long': gives(set('LogBucket', 'LifecycleConfiguration.Rules', [{ ExpirationInDays: 146 }]), {
    's3-storage': (146_000 * 600 * 2.4) / 2 ** 30,
  }),

  'a fast alarm': gives(set('Alarm', 'Period', 10), { alarms: -1, 'fast-alarms': 1 }),
  'an alarm of two metrics': gives(set('MathAlarm', 'Metrics', [{ MetricStat: { Period: 60 } }, { MetricStat: {} }]), {
    alarms: 1,
  }),
  'an alarm with a fast metric': gives(set('MathAlarm', 'Metrics', [{ MetricStat: { Period: 10 } }]), {
    alarms: -1,
    'fast-alarms': 1,
  }),
  'an alarm with a band': gives(
    set('MathAlarm', 'Metrics', [{ MetricStat: { Period: 60 } }, { Expression: 'ANOMALY_DETECTION_BAND(m1, 2)' }]),
    { alarms: 2 },
  ),
};

const list = pricesOf('us-east-1');
const monthOf = (resources: Resources, users = 0) => usageOf(new Template({ Resources: resources }), { ...traffic, users }).usage;
const changed = (change: Change): Resources => {
  const resources = structuredClone(base());
  change(resources);
  return resources;
};

/** What one month uses more than another, by price. */
function difference(more: ReturnType<typeof monthOf>, less: ReturnType<typeof monthOf>): Difference {
  const sums: Record<string, number> = {};
  for (const { price, quantity } of more) sums[price] = (sums[price] ?? 0) + quantity;
  for (const { price, quantity } of less) sums[price] = (sums[price] ?? 0) - quantity;
  return Object.fromEntries(Object.entries(sums).filter(([, quantity]) => Math.abs(quantity) > 1e-6));
}

const before = monthOf(base());

describe('a change of a template', () => {
  it.each(Object.entries(mutants))('to %s changes the month by as much', (_, [change, expected]) => {
    const found = difference(monthOf(changed(change)), before);
    expect(Object.keys(found).sort()).toEqual(Object.keys(expected).sort());
    for (const [price, quantity] of Object.entries(expected)) expect(found[price as PriceName]).toBeCloseTo(quantity, 4);
  });

  it('of the tier of users changes who is billed', () => {
    const of = (tier?: string) => billFor(monthOf(changed(set('Pool', 'UserPoolTier', tier)), 1_000), list).features['sign-in'];
    expect(of()?.usdWithoutFree).toBeCloseTo(15, 9);
    expect(of('LITE')?.usdWithoutFree).toBeCloseTo(5.5, 9);
    expect(of('PLUS')?.usdWithoutFree).toBeCloseTo(20, 9);
  });

  it.each([
    ['a dashboard', 'AWS::CloudWatch::Dashboard', { dashboards: 1 }],
    ['a composite alarm', 'AWS::CloudWatch::CompositeAlarm', { 'composite-alarms': 1 }],
    ['an alarm', 'AWS::CloudWatch::Alarm', { alarms: 1 }],
  ])('by %s adds it', (_, type, expected) => {
    const resources = { ...base(), More: { Type: type, Properties: {} } };
    expect(difference(monthOf(resources), before)).toEqual(expected);
  });

  // 10 users visit 8 times, and load 5 files of 150,000 bytes in all each time.
  it('by a distribution, its function and a scaling policy adds them', () => {
    const resources: Resources = {
      ...base(),
      Distribution: { Type: 'AWS::CloudFront::Distribution', Properties: {} },
      Rewrite: { Type: 'AWS::CloudFront::Function', Properties: {} },
    };
    expect(difference(monthOf(resources, 10), monthOf(base(), 10))).toEqual({
      'cloudfront-requests': 400,
      'cloudfront-functions': 400,
      'cloudfront-out': expect.closeTo((80 * 150_000) / 2 ** 30, 9),
    });
    const { Rewrite, ...without } = resources;
    expect(difference(monthOf(resources, 10), monthOf(without, 10))).toEqual({ 'cloudfront-functions': 400 });
  });

  // Main at once: 730,000 calls of 50 ms are 36,500 s of 2,628,000: 0.0139 calls. With 1,000 times the requests there are 13.9, of which an
  // instance in two is in use: 27.8 instances, but at most 20. At most as many as are kept find one.
  it('of the scaling of many calls keeps as many instances as they need', () => {
    const policy = (value: number): Resources => ({
      ...changed(all(scaled, set('Scaling', 'ResourceId', { Ref: 'Live' }), set('Scaling', 'MaxCapacity', 20))),
      Policy: {
        Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
        Properties: {
          ScalingTargetId: { Ref: 'Scaling' },
          TargetTrackingScalingPolicyConfiguration: { TargetValue: value },
        },
      },
    });
    const kept = (resources: Resources, requestsPerDay: number) => {
      const usage = usageOf(new Template({ Resources: resources }), { ...traffic, requestsPerDay }).usage;
      const of = (name: string) => usage.filter(({ price }) => price === name).reduce((sum, { quantity }) => sum + quantity, 0);
      return { instances: of('warm-kept-arm64') / (730 * 3_600), inKept: of('warm-run-arm64'), others: of('lambda-arm64') };
    };
    const needed = 36_500_000 / 2_628_000;
    expect(kept(policy(1), 24_000_000).instances).toBeCloseTo(needed, 6);
    expect(kept(policy(0.8), 24_000_000).instances).toBeCloseTo(needed / 0.8, 6);
    expect(kept(policy(0.5), 24_000_000)).toEqual({ instances: 20, inKept: expect.closeTo(36_500_000, 3), others: 0 });
    // Twice as many calls need 27.8 instances at once. 20 are kept.
    const { inKept, others } = kept(policy(0.5), 48_000_000);
    expect(inKept).toBeCloseTo(20 * 2_628_000, 3);
    expect(others).toBeCloseTo(73_000_000 - 20 * 2_628_000 + 420.48, 3);
    // Without a policy, an instance is in use when it is kept.
    const { Policy, ...without } = policy(0.5);
    expect(kept(without, 24_000_000).instances).toBeCloseTo(needed, 6);
    // A policy of another target does not count.
    const other = policy(0.5);
    if (other.Policy) other.Policy.Properties.ScalingTargetId = { Ref: 'Pool' };
    expect(kept(other, 24_000_000).instances).toBeCloseTo(needed, 6);
  });
});

describe('the properties that the bill reads', () => {
  /** They are read for the simulation, or as a name. No price depends on them. */
  const unpriced = [
    'AWS::Lambda::Function.ReservedConcurrentExecutions',
    'AWS::Lambda::EventSourceMapping.BatchSize',
    'AWS::Lambda::EventSourceMapping.ScalingConfig',
    'AWS::ApiGatewayV2::Route.RouteKey',
    'AWS::ApiGateway::Method.HttpMethod',
  ];
  /** Another test changes them. */
  const apart = [
    'AWS::Cognito::UserPool.UserPoolTier',
    'AWS::ApplicationAutoScaling::ScalingPolicy.ScalingTargetId',
    'AWS::ApplicationAutoScaling::ScalingPolicy.TargetTrackingScalingPolicyConfiguration',
    'AWS::ApplicationAutoScaling::ScalableTarget.MaxCapacity',
  ];

  it('are all changed by one of the changes above', () => {
    const read = new Set<string>();
    const covered = new Set<string>();
    for (const change of [() => undefined, ...Object.values(mutants).map(([each]) => each)]) {
      const resources = changed(change);
      const paths = recordReads(resources, (recorded) => usageOf(new Template({ Resources: recorded }), traffic));
      for (const path of paths) read.add(path);
      for (const path of changedPaths(base(), resources)) covered.add(path);
    }
    const isWithin = (path: string, other: string) => path === other || path.startsWith(`${other}.`);
    const known = [...covered, ...unpriced, ...apart];
    const unknown = [...read].filter((path) => !known.some((other) => isWithin(path, other) || isWithin(other, path)));
    expect(unknown).toEqual([]);
    // What is listed is read.
    for (const path of [...unpriced, ...apart.slice(0, 1), ...apart.slice(3)]) {
      expect([path, [...read].some((other) => isWithin(other, path))]).toEqual([path, true]);
    }
    expect(read.size).toBeGreaterThan(60);
  });
});
