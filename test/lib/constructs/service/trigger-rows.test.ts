// Rows of every kind, added to the table, and the resources that the stack creates for each.
import { PATH_METADATA_ENABLE_CONTEXT } from 'aws-cdk-lib/cx-api';
import type { TriggerRow } from '../../../../lambda/events/trigger-row';
import { triggers } from '../../../../lambda/events/triggers';
import type { FunctionName } from '../../../../lib/functions';
import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, idPrefixOf, permissionsOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';
import { findingsIn } from '../../../../proof/invariants';
import { scratchRows } from '../../../support/scratch-rows';

jest.mock('../../../../lambda/events/triggers', () => {
  const table = jest.requireActual('../../../../lambda/events/triggers');
  return { ...table, triggers: [...table.triggers, ...jest.requireActual('../../../support/scratch-rows').scratchRows] };
});

const template = synthTemplate({ stage: 'production', context: { [PATH_METADATA_ENABLE_CONTEXT]: true } });

const aliasOf = (name: string) => ({ Ref: resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf(name as FunctionName)).id });
const arnOf = (type: string, idPrefix: string) => ({ 'Fn::GetAtt': [resourceOf(template, type, idPrefix).id, 'Arn'] });
// part: monitoring
const alarm = (name: string) =>
  resourceOf(template, 'AWS::CloudWatch::Alarm', `MonitoringAlarms${name.replaceAll('-', '')}`).properties;

/** Retries of asynchronous invocations. */
const invokeConfigOf = (name: string) =>
  resourceOf(template, 'AWS::Lambda::EventInvokeConfig', idPrefixOf(name as FunctionName)).properties;

const isPermanent = { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 };

it('satisfies every invariant, and only asks for the entries of the new functions', () => {
  const findings = findingsIn(template.toJSON()).filter(({ invariant }) => invariant !== 'recorded-policies');

  expect(findings.map(({ invariant, required }) => [invariant, /allowed\.ts: add '([\w-]+)'/.exec(required)?.[1]])).toEqual(
    scratchRows.map(({ name }) => ['known-functions', name]),
  );
});

describe('a schedule', () => {
  const schedule = (name: string) => resourceOf(template, 'AWS::Scheduler::Schedule', `Service${name}Trigger`).properties;

  it('runs at the times of its cron expression, in its time zone', () => {
    expect(schedule('TestDigest')).toMatchObject({
      ScheduleExpression: 'cron(0 8 ? * MON-FRI *)',
      ScheduleExpressionTimezone: 'Europe/Zurich',
      Target: { Arn: aliasOf('test-digest') },
    });
  });

  it('runs at its rate', () => {
    expect(schedule('TestTick')).toMatchObject({ ScheduleExpression: 'rate(5 minutes)', Target: { Arn: aliasOf('test-tick') } });
  });

  it('retries a failed run unless the next run does the work', () => {
    expect(invokeConfigOf('test-digest').MaximumRetryAttempts).toBe(2);
    expect(invokeConfigOf('test-tick')).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 300 });
  });

  // part: monitoring
  it('triggers an alarm after one failed run', () => {
    expect(alarm('function-errors-test-tick').Threshold).toBe(1);
  });
});

describe('a queue', () => {
  const queue = resourceOf(template, 'AWS::SQS::Queue', 'StorageTestMailsQueue');

  it('moves a message to its dead-letter queue after the number of receives in the row', () => {
    expect(queue.properties.RedrivePolicy).toEqual({
      deadLetterTargetArn: arnOf('AWS::SQS::Queue', 'StorageTestMailsDeadLetters'),
      maxReceiveCount: 3,
    });
    expect(resourceOf(template, 'AWS::SQS::Queue', 'StorageTestMailsDeadLetters').properties).toMatchObject(isPermanent);
  });

  it('hides a message for six times the function’s timeout', () => {
    expect(functionOf(template, 'test-mail' as FunctionName).properties).toMatchObject({ Timeout: 20, MemorySize: 256 });
    expect(queue.properties.VisibilityTimeout).toBe(120);
  });

  it('invokes the alias with batches, with the maximum concurrency of the row', () => {
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'ServiceTestMailTrigger').properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue.id, 'Arn'] },
      BatchSize: 5,
      ScalingConfig: { MaximumConcurrency: 4 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });

  // part: monitoring
  it('has alarms for waiting messages and dead letters', () => {
    expect(alarm('test-mails-waiting')).toMatchObject({ MetricName: 'ApproximateAgeOfOldestMessage', Threshold: 900 });
    expect(alarm('test-mails-dead-letters')).toMatchObject({
      MetricName: 'ApproximateNumberOfMessagesVisible',
      AlarmDescription: expect.stringContaining('docs/runbook.md#dead-letters'),
    });
  });

  it('accepts messages of the functions whose rows have the permit, and passes them its URL', () => {
    const { Environment } = functionOf(template, 'test-digest' as FunctionName).properties;

    expect(Environment.Variables.TEST_MAILS_QUEUE_URL).toEqual({ Ref: queue.id });
    const senders = ['test-digest', 'test-tick', 'test-mail', 'test-counter'].filter((name) =>
      permissionsOf(template, name as FunctionName).includes('Allow sqs:SendMessage on <StorageTestMailsQueue.Arn>'),
    );
    expect(senders).toEqual(['test-digest', 'test-tick']);
  });
});

describe('a stream', () => {
  it('invokes the alias with the matching changes, and keeps messages about failed ones', () => {
    const deadLetters = resourceOf(template, 'AWS::SQS::Queue', 'ServiceTestCounterTriggerDeadLetters');

    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping', 'ServiceTestCounterTrigger').properties).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [resourceOf(template, 'AWS::DynamoDB::Table').id, 'StreamArn'] },
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
      BatchSize: 50,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [deadLetters.id, 'Arn'] } } },
    });
    expect(deadLetters.properties).toMatchObject(isPermanent);
    expect(alarm('test-counter-waiting').MetricName).toBe('IteratorAge'); // part: monitoring
    expect(alarm('test-counter-dead-letters').Threshold).toBe(1); // part: monitoring
  });
});

describe('an event', () => {
  const rule = resourceOf(template, 'AWS::Events::Rule', 'ServiceTestGreetingTrigger');
  const deadLetters = arnOf('AWS::SQS::Queue', 'ServiceTestGreetingTriggerDeadLetters');

  it('invokes the alias for the matching events of the bus', () => {
    expect(rule.properties).toMatchObject({
      EventBusName: { Ref: resourceOf(template, 'AWS::Events::EventBus').id },
      EventPattern: { 'detail-type': ['ImageReady'], detail: { original: { format: ['jpeg'] } } },
      Targets: [{ Arn: aliasOf('test-greeting'), DeadLetterConfig: { Arn: deadLetters } }],
    });
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission')
      .filter(({ properties }) => properties.Principal === 'events.amazonaws.com')
      .map(({ properties }) => [readable(properties.FunctionName), readable(properties.SourceArn)]);
    expect(permissions.filter(([name]) => name === readable(aliasOf('test-greeting')))).toEqual([
      [readable(aliasOf('test-greeting')), `<${rule.id.slice(0, -8)}.Arn>`],
    ]);
    // One for each row, and no other.
    expect(permissions).toHaveLength((triggers as readonly TriggerRow[]).filter(({ on }) => 'event' in on).length);
  });

  it('is kept after the function has failed three times', () => {
    expect(invokeConfigOf('test-greeting')).toMatchObject({
      MaximumRetryAttempts: 2,
      DestinationConfig: { OnFailure: { Destination: deadLetters } },
    });
    expect(permissionsOf(template, 'test-greeting' as FunctionName)).toContain(
      'Allow sqs:SendMessage on <ServiceTestGreetingTriggerDeadLetters.Arn>',
    );
    expect(alarm('test-greeting-dead-letters').Threshold).toBe(1); // part: monitoring
  });
});
