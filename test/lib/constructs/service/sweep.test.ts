import { synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, idPrefixOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const template = synthTemplate();
const schedule = resourceOf(template, 'AWS::Scheduler::Schedule', 'ServiceSweepSchedule');
const alias = resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf('sweep-uploads'));
const role = resourceOf(template, 'AWS::IAM::Role', 'ServiceSweepScheduleCaller');

it.each([
  [undefined, 'rate(15 minutes)', 900],
  [1, 'rate(1 minute)', 60],
  [1440, 'rate(1 day)', 86_400],
])('runs every %p minutes: %s', (sweepEveryMinutes, expression, seconds) => {
  const { properties } = resourceOf(
    synthTemplate({ settings: { sweepEveryMinutes } }),
    'AWS::Scheduler::Schedule',
    'ServiceSweepSchedule',
  );

  expect(properties).toMatchObject({
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    State: 'ENABLED',
    Target: { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: seconds } },
  });
});

it('invokes the alias, never the unqualified function', () => {
  expect(schedule.properties.Target).toMatchObject({ Arn: { Ref: alias.id }, RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] } });
});

it('has no physical name, so that several deployments can exist in one account', () => {
  expect(schedule.properties).not.toHaveProperty('Name');
});

it('may invoke exactly that alias', () => {
  const policies = resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) =>
    properties.Roles.some((attached: { Ref: string }) => attached.Ref === role.id),
  );

  expect(policies.flatMap(({ properties }) => properties.PolicyDocument.Statement)).toEqual([
    { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: { Ref: alias.id } },
  ]);
});

it('can be assumed by schedules of this account only', () => {
  const [{ Principal, Action, Condition }, ...others] = role.properties.AssumeRolePolicyDocument.Statement;

  expect({ Principal, Action, others }).toEqual({
    Principal: { Service: 'scheduler.amazonaws.com' },
    Action: 'sts:AssumeRole',
    others: [],
  });
  const { 'aws:SourceAccount': account, 'aws:SourceArn': group } = Condition.StringEquals;
  expect(readable(account)).toBe('<AWS::AccountId>');
  expect(readable(group)).toBe('arn:<AWS::Partition>:scheduler:<AWS::Region>:<AWS::AccountId>:schedule-group/default');
});

it.each([
  [1, 60],
  [15, 900],
  [1440, 6 * 3600],
])('does not retry a failed run, and discards a late one: every %d minutes', (sweepEveryMinutes, seconds) => {
  const { properties } = resourceOf(
    synthTemplate({ settings: { sweepEveryMinutes } }),
    'AWS::Lambda::EventInvokeConfig',
    idPrefixOf('sweep-uploads'),
  );

  expect(properties).toMatchObject({
    FunctionName: { Ref: functionOf(template, 'sweep-uploads').id },
    // The alias, extracted from its ARN.
    Qualifier: { 'Fn::Select': [7, { 'Fn::Split': [':', { Ref: alias.id }] }] },
    MaximumRetryAttempts: 0,
    MaximumEventAgeInSeconds: seconds,
  });
});

it('never scans, like all other functions', () => {
  expect(JSON.stringify(template.toJSON())).not.toMatch(/dynamodb:(Scan|\*)/);
});
