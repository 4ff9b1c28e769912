import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { checkedSettings } from '../../../../lib/settings/settings';
import { stages } from '../../../../lib/settings/stages';
import { parseWarm, type WarmSettings } from '../../../../lib/settings/warm';
import { synthStack, synthTemplate } from '../../../../lib/testing/synth';
import { idPrefixOf, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';

const target = 'AWS::ApplicationAutoScaling::ScalableTarget';
const policy = 'AWS::ApplicationAutoScaling::ScalingPolicy';

describe('a stage without warm endpoints', () => {
  it.each(Object.keys(stages) as (keyof typeof stages)[])('is the default: %s', (stage) => {
    const template = synthTemplate({ stage });

    expect(resourcesOf(template, target)).toEqual([]);
    template.allResourcesProperties('AWS::Lambda::Alias', { ProvisionedConcurrencyConfig: Match.absent() });
  });
});

describe('the unreserved concurrency of an account', () => {
  const notices = (accountConcurrency: number) =>
    Annotations.fromStack(synthStack({ settings: { warm: parseWarm('get-image:2-10'), accountConcurrency } })).findWarning(
      '*',
      Match.stringLikeRegexp('provisions none unless the limit is at least 110'),
    );

  it('causes a warning during synthesis when the limit is too low for the warm instances', () => {
    expect(notices(10)).toHaveLength(1);
    expect(notices(109)).toHaveLength(1);
  });

  it('causes no warning otherwise', () => {
    expect(notices(110)).toEqual([]);
    expect(notices(1000)).toEqual([]);
  });
});

describe('a stage with a warm endpoint', () => {
  const template = synthTemplate({ settings: { warm: parseWarm('get-image:2-10'), accountConcurrency: 1000 } });
  const { properties } = resourceOf(template, target);

  it('scales the alias that the API calls between min and max', () => {
    const alias = resourceOf(template, 'AWS::Lambda::Alias', idPrefixOf('get-image'));
    const integrated = resourcesOf(template, 'AWS::ApiGatewayV2::Integration').map((each) => each.properties.IntegrationUri.Ref);

    expect(properties).toMatchObject({
      ServiceNamespace: 'lambda',
      ScalableDimension: 'lambda:function:ProvisionedConcurrency',
      MinCapacity: 2,
      MaxCapacity: 10,
    });
    expect(integrated).toContain(alias.id);
    expect(readable(properties.ResourceId)).toMatch(/^function:.*live/);
  });

  it('aims at a utilization of 70 % by default', () => {
    expect(resourceOf(template, policy).properties.TargetTrackingScalingPolicyConfiguration).toMatchObject({
      TargetValue: 0.7,
      PredefinedMetricSpecification: { PredefinedMetricType: 'LambdaProvisionedConcurrencyUtilization' },
    });
  });
});

it('scales each of several endpoints by its own alias and numbers', () => {
  const warm = { 'get-image': { min: 2, max: 10 }, 'list-images': { min: 1, max: 3, targetUtilization: 0.5 } };
  const template = synthTemplate({ settings: { warm, accountConcurrency: 1000 } });
  const idOf = (name: keyof typeof warm, type: string) => resourceOf(template, type, idPrefixOf(name)).id;
  const targets = resourcesOf(template, target).map(({ properties }) => properties);
  const policies = resourcesOf(template, policy).map(({ properties }) => properties);
  // The function's name, extracted from the alias's ARN, and the alias.
  const scaled = (name: keyof typeof warm) => ({
    'Fn::Join': [
      '',
      ['function:', { 'Fn::Select': [6, { 'Fn::Split': [':', { Ref: idOf(name, 'AWS::Lambda::Alias') }] }] }, ':live'],
    ],
  });

  const ofLambda = { ServiceNamespace: 'lambda', ScalableDimension: 'lambda:function:ProvisionedConcurrency' };
  const aim = (TargetValue: number) => ({
    TargetValue,
    PredefinedMetricSpecification: { PredefinedMetricType: 'LambdaProvisionedConcurrencyUtilization' },
  });

  expect(targets).toMatchObject([
    { ...ofLambda, ResourceId: scaled('list-images'), MinCapacity: 1, MaxCapacity: 3 },
    { ...ofLambda, ResourceId: scaled('get-image'), MinCapacity: 2, MaxCapacity: 10 },
  ]);
  expect(policies).toMatchObject([
    { ScalingTargetId: { Ref: idOf('list-images', target) }, TargetTrackingScalingPolicyConfiguration: aim(0.5) },
    { ScalingTargetId: { Ref: idOf('get-image', target) }, TargetTrackingScalingPolicyConfiguration: aim(0.7) },
  ]);
});

it('follows a schedule', () => {
  const template = synthTemplate({
    settings: {
      warm: {
        'get-image': {
          min: 1,
          max: 2,
          targetUtilization: 0.5,
          schedule: [
            { cron: '0 8 ? * MON-FRI *', timeZone: 'Europe/Zurich', min: 3, max: 6 },
            { cron: '0 18 ? * MON-FRI *', min: 1, max: 2 },
          ],
        },
      },
      accountConcurrency: 1000,
    },
  });

  expect(resourceOf(template, target).properties.ScheduledActions).toMatchObject([
    {
      Schedule: 'cron(0 8 ? * MON-FRI *)',
      Timezone: 'Europe/Zurich',
      ScalableTargetAction: { MinCapacity: 3, MaxCapacity: 6 },
    },
    { Schedule: 'cron(0 18 ? * MON-FRI *)', Timezone: 'UTC', ScalableTargetAction: { MinCapacity: 1, MaxCapacity: 2 } },
  ]);
  expect(resourceOf(template, policy).properties.TargetTrackingScalingPolicyConfiguration.TargetValue).toBe(0.5);
});

describe('settings that AWS would reject', () => {
  const check = (warm: object, accountConcurrency?: number) => () =>
    checkedSettings({ ...stages.sandbox, warm: warm as WarmSettings, accountConcurrency });
  const daily = { cron: '0 8 * * ? *', min: 1, max: 2 };
  const scheduled = (period: object) => ({ 'get-image': { min: 1, max: 2, schedule: [{ ...daily, ...period }] } });

  it.each<[string, object, RegExp]>([
    [
      'an endpoint that does not exist',
      { 'get-imag': { min: 1, max: 2 } },
      /Invalid value "get-imag" for warm\. Use one of: .*get-image/,
    ],
    [
      'a trigger instead of an endpoint',
      { 'resize-image': { min: 1, max: 2 } },
      /Invalid value "resize-image" for warm\. Use one of: /,
    ],
    [
      'a min below 1',
      { 'get-image': { min: 0, max: 2 } },
      /Invalid value 0 for warm\.get-image\.min\. Use an integer from 1, or remove/,
    ],
    [
      'a min above max',
      { 'get-image': { min: 3, max: 2 } },
      /min \(3\) exceeds warm\.get-image\.max \(2\)\. Set max to an integer from 3/,
    ],
    ['half an instance', { 'get-image': { min: 1.5, max: 2 } }, /Invalid value 1\.5 for warm\.get-image\.min/],
    [
      'more than the account’s concurrency',
      { 'get-image': { min: 2, max: 11 } },
      /max \(11\) exceeds accountConcurrency \(10\)\. Lower max, or/,
    ],
    [
      'more in total than the account’s concurrency',
      { 'get-image': { min: 1, max: 6 }, 'list-images': { min: 1, max: 5 } },
      /adds up to 11 /,
    ],
    [
      'a utilization out of range',
      { 'get-image': { min: 1, max: 2, targetUtilization: 70 } },
      /Invalid value 70 for \S+\. Use a number from 0\.1 to 0\.9/,
    ],
    ['a scheduled min below 1', scheduled({ min: 0 }), /Invalid value 0 for warm\.get-image\.schedule\[0\]\.min/],
    ['a scheduled min above max', scheduled({ min: 3 }), /schedule\[0\]\.min \(3\) exceeds/],
    ['a scheduled max above the account’s concurrency', scheduled({ max: 11 }), /schedule\[0\]\.max \(11\) exceeds/],
    [
      'a schedule with five fields',
      scheduled({ cron: '0 8 * * *' }),
      /Invalid value "0 8 \* \* \*" for \S+\.cron\. Use six fields/,
    ],
    ['a schedule with both days', scheduled({ cron: '0 8 * * MON-FRI *' }), /"\?" for one of the two days/],
    ['an hour that does not exist', scheduled({ cron: '0 24 ? * * *' }), /Invalid value "0 24 /],
    ['an offset as a time zone', scheduled({ timeZone: '+01:00' }), /Invalid value "\+01:00" for \S+\.timeZone\. Use a name/],
    [
      'a time zone that does not exist',
      scheduled({ timeZone: 'Europe/Zurigo' }),
      /Invalid value "Europe\/Zurigo" for \S+\.timeZone/,
    ],
  ])('reject %s', (_, warm, message) => {
    expect(check(warm)).toThrow(message);
  });

  it('reject a total that only a schedule reaches', () => {
    expect(check({ ...scheduled({ max: 6 }), 'list-images': { min: 1, max: 5 } })).toThrow(/adds up to 11 /);
  });

  it.each([{ cron: '0/15 8-18 ? * MON-FRI *', timeZone: 'Asia/Kolkata' }, { cron: '30 7 1,15 * ? 2027' }])(
    'accept $cron',
    (period) => {
      expect(check(scheduled(period))).not.toThrow();
    },
  );

  it('accept all concurrency of a new account for one endpoint, and more if the account has more', () => {
    expect(check(parseWarm('get-image:2-10'))).not.toThrow();
    expect(check(parseWarm('get-image:2-50,list-images:1-50'), 100)).not.toThrow();
  });
});

describe('-c warm=', () => {
  it('accepts several endpoints, separated by commas', () => {
    expect(parseWarm('get-image:2-10, list-images:1-2')).toEqual({
      'get-image': { min: 2, max: 10 },
      'list-images': { min: 1, max: 2 },
    });
  });

  it.each(['', 'get-image', 'get-image:2', 'get-image:2-', 'get-image=2-10', 'get-image:2-10;list-images:1-2'])(
    'rejects "%s"',
    (text) => {
      expect(() => parseWarm(text)).toThrow(/Use <endpoint>:<min>-<max>/);
    },
  );

  it('rejects an endpoint that is named twice', () => {
    expect(() => parseWarm('get-image:1-2,get-image:2-3')).toThrow(/contains get-image twice/);
  });
});
