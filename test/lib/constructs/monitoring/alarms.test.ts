import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TriggerRow } from '../../../../lambda/events/trigger-row';
import { triggers as table } from '../../../../lambda/events/triggers';
import type { FunctionName } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, type Resource, readable, resourceOf, resourcesOf, rows } from '../../../../lib/testing/template';
import { watched } from './watched';

const triggers: readonly TriggerRow[] = table;

const everything = synthTemplate({
  settings: {
    ...watched,
    warm: { 'get-image': { min: 1, max: 2 }, 'list-images': { min: 1, max: 2 } }, // part: warm
    accountConcurrency: 1000,
  },
});
const production = synthTemplate({ stage: 'production' });
// part: containers
const image = `111122223333.dkr.ecr.eu-central-1.amazonaws.com/images@sha256:${'0'.repeat(64)}`;
// part: containers
/** Its alarms about scaling set the number of tasks, and notify no one. */
const onFargate = synthTemplate({ settings: { alarms: true, resizer: { compute: 'fargate', image } } });

const alarmsOf = (template: typeof everything) => resourcesOf(template, 'AWS::CloudWatch::Alarm');
const topic = resourceOf(everything, 'AWS::SNS::Topic');

/** Returns the section of the runbook that an alarm refers to. */
const sectionOf = ({ properties }: Resource) => /docs\/runbook\.md#([\w-]+)$/.exec(properties.AlarmDescription)?.[1];

const alarm = (name: string) =>
  resourceOf(everything, 'AWS::CloudWatch::Alarm', `MonitoringAlarms${name.replaceAll('-', '')}`).properties;

describe('the runbook', () => {
  const sections = readFileSync(join(__dirname, '../../../../docs/runbook.md'), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((section) => ({ name: section.split('\n')[0] ?? '', text: section }))
    .filter(({ name }) => /^[a-z-]+$/.test(name));

  it('has a section for every alarm, and no other', () => {
    const alarms = [
      ...alarmsOf(everything),
      ...alarmsOf(onFargate).filter(({ id }) => id.startsWith('Monitoring')), // part: containers
    ];
    const named = [...new Set(alarms.map(sectionOf))];

    expect(named.sort()).toEqual(sections.map(({ name }) => name).sort());
  });

  it.each(sections)('explains what $name means, what to look at and what to do', ({ text }) => {
    expect(text.match(/^\*\*(Means|Look at|Do)\*\*/gm)).toEqual(['**Means**', '**Look at**', '**Do**']);
  });
});

describe('every alarm', () => {
  it.each(alarmsOf(everything).map((each) => [each.id, each] as const))(
    '%s is published, and stays quiet without data',
    (_, each) => {
      const { properties: its } = each;

      expect(its.AlarmActions).toEqual([{ Ref: topic.id }]);
      expect(sectionOf(each)).toMatch(/^[a-z-]+$/);
      expect(its.TreatMissingData).toBe('notBreaching');
      expect(its.ComparisonOperator).toBe('GreaterThanOrEqualToThreshold');
      expect(its.EvaluationPeriods).toBe(['api-latency', 'warm-spillover'].includes(sectionOf(each) ?? '') ? 3 : 1);
      expect(its).not.toHaveProperty('AlarmName');
    },
  );

  it.each(alarmsOf(everything).map(({ id, properties }) => [id, properties] as const))(
    '%s evaluates every five minutes',
    (_, its) => {
      const [expression, ...inputs] = its.Metrics ?? [];

      expect(its.Period ?? inputs.map((input: Input) => input.MetricStat.Period)).toEqual(
        its.Metrics ? inputs.map(() => 300) : 300,
      );
      expect([expression, ...inputs].map((each) => each?.ReturnData)).toEqual([expression && true, ...inputs.map(() => false)]);
    },
  );
});

describe('the API', () => {
  const api = { Name: 'ApiId', Value: { Ref: resourceOf(everything, 'AWS::ApiGatewayV2::Api').id } };

  it('is monitored for a share of 5xx responses, from five on', () => {
    const { Metrics, ...its } = alarm('api-errors');
    const [expression, ...inputs] = Metrics;

    expect(expression).toMatchObject({ Expression: 'IF(errors >= 5, 100 * errors / requests, 0)', ReturnData: true });
    expect(inputs.map(({ Id, MetricStat }: Input) => ({ Id, ...MetricStat.Metric, Stat: MetricStat.Stat }))).toEqual([
      { Id: 'errors', Namespace: 'AWS/ApiGateway', MetricName: '5xx', Dimensions: [api], Stat: 'Sum' },
      { Id: 'requests', Namespace: 'AWS/ApiGateway', MetricName: 'Count', Dimensions: [api], Stat: 'SampleCount' },
    ]);
    expect(its.Threshold).toBe(1);
  });

  it('is monitored for its slowest responses', () => {
    expect(alarm('api-latency')).toMatchObject({
      Namespace: 'AWS/ApiGateway',
      MetricName: 'Latency',
      Dimensions: [api],
      ExtendedStatistic: 'p99',
      Threshold: 3000,
    });
  });
});

/** The dimensions of the invocations of a function's alias. */
const aliasOf = (fn: FunctionName) => {
  const { id } = functionOf(everything, fn);
  return [
    { Name: 'FunctionName', Value: { Ref: id } },
    { Name: 'Resource', Value: { 'Fn::Join': ['', [{ Ref: id }, ':live']] } },
  ];
};

describe.each(rows)('$name', ({ name, ...row }) => {
  it.each([
    // A timer runs rarely, so that one failure counts.
    ['errors', 'Errors', 'on' in row && 'schedule' in row.on ? 1 : 3],
    ['throttles', 'Throttles', 1],
  ])('is monitored for %s, by its alias', (kind, MetricName, Threshold) => {
    expect(alarm(`function-${kind}-${name}`)).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName,
      Dimensions: aliasOf(name),
      Statistic: 'Sum',
      Threshold,
    });
  });
});

describe('waiting work', () => {
  const queue = (idPrefix: string) => [
    { Name: 'QueueName', Value: { 'Fn::GetAtt': [resourceOf(everything, 'AWS::SQS::Queue', idPrefix).id, 'QueueName'] } },
  ];

  it('is monitored for the oldest upload', () => {
    expect(alarm('uploads-waiting')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: queue('StorageUploadsQueue'),
      Statistic: 'Maximum',
      Threshold: 900,
    });
  });

  it('is monitored for the oldest change', () => {
    expect(alarm('changes-waiting')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'IteratorAge',
      Dimensions: aliasOf('image-changed'),
      Statistic: 'Maximum',
      Threshold: 900_000,
    });
  });

  it.each([
    ['upload-dead-letters', 'StorageUploadsDeadLetters'],
    ['change-dead-letters', 'ServiceChangeTriggerDeadLetters'],
    ['webhook-dead-letters', 'ServiceWebhookDeadLetters'],
  ])('is reported for the first of the %s', (name, idPrefix) => {
    expect(alarm(name)).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: queue(idPrefix),
      Statistic: 'Maximum',
      Threshold: 1,
    });
  });

  it('has an alarm in every queue', () => {
    const watchedQueues = alarmsOf(everything).flatMap(({ properties: { Dimensions = [] } }) =>
      Dimensions.filter(({ Name }: { Name: string }) => Name === 'QueueName').map(
        ({ Value }: { Value: { 'Fn::GetAtt': string[] } }) => Value['Fn::GetAtt'][0],
      ),
    );

    expect(watchedQueues.sort()).toEqual(
      resourcesOf(everything, 'AWS::SQS::Queue')
        .map(({ id }) => id)
        .sort(),
    );
  });
});

it('is monitored for throttled reads and writes of the table and its indexes', () => {
  const { Metrics, Threshold } = alarm('table-throttles');
  const [expression, ...inputs] = Metrics;

  expect(expression).toMatchObject({ Expression: 'SUM(METRICS())', ReturnData: true });
  const ofTable = [{ Name: 'TableName', Value: { Ref: resourceOf(everything, 'AWS::DynamoDB::Table').id } }];
  expect(inputs.map(({ MetricStat: { Metric, Stat } }: Input) => ({ ...Metric, Stat }))).toEqual(
    [
      ofTable,
      [{ Name: 'GlobalSecondaryIndexName', Value: 'ByPending' }, ...ofTable], // part: sweep
    ].flatMap((Dimensions) =>
      ['ReadThrottleEvents', 'WriteThrottleEvents'].map((MetricName) => ({
        Namespace: 'AWS/DynamoDB',
        MetricName,
        Dimensions,
        Stat: 'Sum',
      })),
    ),
  );
  expect(Threshold).toBe(10);
});

// part: warm
it('is monitored for calls beyond the instances of warm endpoints, and no others', () => {
  const spillovers = alarmsOf(everything).filter((each) => sectionOf(each) === 'warm-spillover');

  expect(
    spillovers.map(({ properties: { Namespace, MetricName, Dimensions, Statistic, Threshold } }) => ({
      Namespace,
      MetricName,
      Dimensions,
      Statistic,
      Threshold,
    })),
  ).toEqual(
    (['get-image', 'list-images'] as const).map((name) => ({
      Namespace: 'AWS/Lambda',
      MetricName: 'ProvisionedConcurrencySpilloverInvocations',
      Dimensions: aliasOf(name),
      Statistic: 'Sum',
      Threshold: 5,
    })),
  );
});

describe('the topic', () => {
  it('accepts alarms of this account only, by TLS only', () => {
    const [insecure, alarms, ...others] = resourceOf(everything, 'AWS::SNS::TopicPolicy').properties.PolicyDocument.Statement;

    expect(insecure).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Resource: { Ref: topic.id },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(alarms).toMatchObject({
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: { Ref: topic.id },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(readable(alarms.Condition.ArnLike['aws:SourceArn'])).toMatch(/:cloudwatch:<AWS::Region>:<AWS::AccountId>:alarm:\*$/);
    expect(others).toEqual([]);
  });

  it('has the address of the settings as its subscriber, or none', () => {
    expect(resourceOf(everything, 'AWS::SNS::Subscription').properties).toEqual({
      Protocol: 'email',
      Endpoint: 'operators@example.com',
      TopicArn: { Ref: topic.id },
    });
    expect(resourcesOf(production, 'AWS::SNS::Subscription')).toEqual([]);
  });

  it('is an output, for other subscribers', () => {
    expect(readable(everything.findOutputs('*').AlarmTopicArn?.Value)).toBe('<MonitoringToldTopic>');
  });
});

describe('the budget', () => {
  it('is reported at 80 % of the bill and for a forecast above it', () => {
    const { Budget, NotificationsWithSubscribers } = resourceOf(everything, 'AWS::Budgets::Budget').properties;
    const above = { ComparisonOperator: 'GREATER_THAN', ThresholdType: 'PERCENTAGE' };
    const subscribers = [{ SubscriptionType: 'EMAIL', Address: 'operators@example.com' }];

    expect(Budget).toEqual({ BudgetType: 'COST', TimeUnit: 'MONTHLY', BudgetLimit: { Amount: 50, Unit: 'USD' } });
    expect(NotificationsWithSubscribers).toMatchObject([
      { Notification: { NotificationType: 'ACTUAL', Threshold: 80, ...above }, Subscribers: subscribers },
      { Notification: { NotificationType: 'FORECASTED', Threshold: 100, ...above }, Subscribers: subscribers },
    ]);
  });

  it('does not require alarms', () => {
    const template = synthTemplate({ settings: { monthlyBudgetUsd: 5, alarmEmail: 'a@example.com' } });

    expect(resourcesOf(template, 'AWS::Budgets::Budget')).toHaveLength(1);
    expect(resourcesOf(template, 'AWS::SNS::Topic')).toEqual([]);
  });
});

it('monitors production, and costs nothing in a sandbox', () => {
  const types = ['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::SNS::Topic', 'AWS::Budgets::Budget'];
  const countIn = (template: typeof everything) => types.map((type) => resourcesOf(template, type).length);

  // The API, the table, two of each function, and those of what waits and of what was given up.
  const ofTriggers = triggers.flatMap(({ on }) => ('queue' in on || 'stream' in on ? 2 : 'event' in on ? 1 : 0));
  const alarms = 3 + 2 * rows.length + ofTriggers.reduce<number>((sum, count) => sum + count, 0);
  expect(countIn(production)).toEqual([alarms, 1, 1, 0]);
  expect(countIn(synthTemplate())).toEqual([0, 0, 0, 0]);
});

interface Input {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string; readonly Dimensions: object[] };
    readonly Period: number;
    readonly Stat: string;
  };
}
