import { endpoints } from '../../../../lambda/api/endpoints';
import { shifts } from '../../../../lib/settings/canary';
import { chooseDeployment } from '../../../../lib/settings/deployment';
import { checkedSettings } from '../../../../lib/settings/settings';
import { stages } from '../../../../lib/settings/stages';
import { synthTemplate } from '../../../../lib/testing/synth';
import { idPrefixOf, readable, resourceOf, resourcesOf, rows } from '../../../../lib/testing/template';

const template = synthTemplate({ stage: 'production', settings: { canary: { shift: 'Canary10Percent5Minutes' } } });
const application = resourceOf(template, 'AWS::CodeDeploy::Application');

const aliases = template.findResources('AWS::Lambda::Alias');
const aliasOf = (name: (typeof rows)[number]['name']) =>
  Object.entries(aliases).find(([id]) => id.startsWith(idPrefixOf(name)))?.[1] as { UpdatePolicy?: object };

it('is off in every stage by default', () => {
  for (const stage of Object.keys(stages) as (keyof typeof stages)[]) {
    const plain = synthTemplate({ stage });

    expect(resourcesOf(plain, 'AWS::CodeDeploy::DeploymentGroup')).toEqual([]);
    expect(Object.values(plain.findResources('AWS::Lambda::Alias')).filter((alias) => 'UpdatePolicy' in alias)).toEqual([]);
  }
});

it('is CodeDeploy’s deployment of functions', () => {
  expect(application.properties).toEqual({ ComputePlatform: 'Lambda' });
});

describe.each(endpoints)('a release of $name', ({ name }) => {
  const group = resourceOf(template, 'AWS::CodeDeploy::DeploymentGroup', `MonitoringCanary${name.replace('-', '')}`);
  const role = resourceOf(template, 'AWS::IAM::Role', `MonitoringCanary${name.replace('-', '')}`);
  const its = readable({ Ref: `${idPrefixOf(name)}Function` });

  it('shifts the traffic of the alias', () => {
    expect(aliasOf(name).UpdatePolicy).toEqual({
      CodeDeployLambdaAliasUpdate: { ApplicationName: { Ref: application.id }, DeploymentGroupName: { Ref: group.id } },
    });
    expect(group.properties).toMatchObject({
      ApplicationName: { Ref: application.id },
      DeploymentConfigName: 'CodeDeployDefault.LambdaCanary10Percent5Minutes',
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
    });
    expect(group.properties).not.toHaveProperty('DeploymentGroupName');
  });

  it('is rolled back when an alarm is triggered, and when it fails or is stopped', () => {
    const { AlarmConfiguration, AutoRollbackConfiguration } = group.properties;

    expect(AlarmConfiguration.Enabled).toBe(true);
    expect(AlarmConfiguration.Alarms.map(({ Name }: { Name: object }) => readable(Name))).toEqual([
      '<MonitoringAlarmsapierrors>',
      '<MonitoringAlarmsapilatency>',
      `<MonitoringAlarmsfunctionerrors${name.replace('-', '')}>`,
    ]);
    expect(AutoRollbackConfiguration).toEqual({
      Enabled: true,
      Events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_REQUEST', 'DEPLOYMENT_STOP_ON_ALARM'],
    });
  });

  it('may shift this alias and read alarms, and nothing else', () => {
    expect(group.properties.ServiceRoleArn).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(role.properties).not.toHaveProperty('ManagedPolicyArns');
    const { Statement } = role.properties.Policies[0].PolicyDocument;
    const lines = Statement.flatMap(
      ({ Effect, Action, Resource }: { Effect: string; Action: string[]; Resource: object[] | string }) =>
        [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${Effect} ${action} on ${readable(resource)}`)),
    );
    const fn = its.replace('>', '.Arn>');

    expect(lines.sort()).toEqual(
      [
        ...['GetAlias', 'GetProvisionedConcurrencyConfig', 'UpdateAlias'].flatMap((action) => [
          `Allow lambda:${action} on ${fn}`,
          `Allow lambda:${action} on ${fn}:live`,
        ]),
        // Composite alarms require permission for all alarms.
        'Allow cloudwatch:DescribeAlarms on *',
      ].sort(),
    );
    expect(resourcesOf(template, 'AWS::IAM::Policy').filter(({ properties }) => properties.Roles[0].Ref === role.id)).toEqual([]);
  });

  it('is trusted to CodeDeploy, for releases of this application', () => {
    const [statement] = role.properties.AssumeRolePolicyDocument.Statement;

    expect(statement).toMatchObject({
      Principal: { Service: 'codedeploy.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    });
    expect(readable(statement.Condition.ArnLike['aws:SourceArn'])).toMatch(
      /:codedeploy:<AWS::Region>:<AWS::AccountId>:deploymentgroup:<MonitoringCanaryApplication>\/\*$/,
    );
  });
});

it('has no alias that depends on resources which depend on the alias', () => {
  const resources = template.toJSON().Resources as Record<string, object>;
  const namedIn = (resource?: object) =>
    [...JSON.stringify(resource).matchAll(/"(?:Ref|Fn::GetAtt|DependsOn)":\[?"(\w+)"/g)].map(([, id = '']) => id);
  const needs = (id: string, seen = new Set<string>()): Set<string> => {
    for (const needed of namedIn(resources[id]).filter((each) => each in resources && !seen.has(each))) {
      needs(needed, seen.add(needed));
    }
    return seen;
  };

  expect(Object.keys(aliases).filter((alias) => needs(alias).has(alias))).toEqual([]);
  expect(needs(Object.keys(aliases)[0] ?? '')).toContain(resourceOf(template, 'AWS::ApiGatewayV2::Api').id);
});

it('does not affect the functions behind triggers', () => {
  const triggered = rows.filter(({ name }) => !endpoints.some((endpoint) => endpoint.name === name));

  expect(triggered.filter(({ name }) => aliasOf(name).UpdatePolicy)).toEqual([]);
});

it('releases the named endpoints', () => {
  const some = synthTemplate({
    stage: 'production',
    settings: {
      canary: { shift: 'Linear10PercentEvery1Minute', endpoints: ['create-image'] },
      warm: { 'get-image': { min: 1, max: 2 } }, // part: warm
      accountConcurrency: 1000,
    },
  });

  expect(resourcesOf(some, 'AWS::CodeDeploy::DeploymentGroup').map(({ id }) => id)).toEqual([
    expect.stringContaining('createimage'),
  ]);
});

describe('the setting', () => {
  const check = (settings: object) => () => checkedSettings({ ...stages.production, ...settings });
  const shift = 'Canary10Percent5Minutes';

  // part: warm
  it('rejects an endpoint that is warm, with the reason', () => {
    expect(check({ canary: { shift }, warm: { 'get-image': { min: 1, max: 2 } } })).toThrow(
      /^get-image cannot be both in warm and in canary: .* AWS rejects provisioned concurrency for it\. Remove it from warm, or list the other endpoints/,
    );
  });

  it.each<[string, object, RegExp]>([
    [
      'an unknown shift',
      { canary: { shift: 'Canary50Percent' } },
      /Invalid value "Canary50Percent" for canary\.shift\. Use one of: Canary10/,
    ],
    [
      'an unknown endpoint',
      { canary: { shift, endpoints: ['resize-image'] } },
      /Invalid value "resize-image" for canary\.endpoints\. Use one of: /,
    ],
    [
      'a shift that takes longer than a deployment from GitHub',
      { canary: { shift: 'Linear10PercentEvery10Minutes' } },
      /canary\.shift is "Linear10PercentEvery10Minutes", which takes 100 minutes\. A deployment from GitHub has an hour/,
    ],
    ['an endpoint twice', { canary: { shift, endpoints: ['health', 'health'] } }, /canary\.endpoints contains health twice/],
    ['no endpoint', { canary: { shift, endpoints: [] } }, /canary\.endpoints is empty/],
    ['releases without alarms', { canary: { shift }, alarms: false }, /canary requires alarms/],
  ])('rejects %s', (_, settings, message) => {
    expect(check(settings)).toThrow(message);
  });

  it.each(shifts)('accepts %s', (each) => {
    expect(check({ canary: { shift: each } })).not.toThrow();
  });
});

describe('-c canary=', () => {
  const canaryOf = (canary: string) => chooseDeployment({ stage: 'production', canary }).settings.canary;

  it('accepts a shift, and off', () => {
    expect(canaryOf('Linear10PercentEvery1Minute')).toEqual({ shift: 'Linear10PercentEvery1Minute' });
    expect(canaryOf('off')).toBeUndefined();
  });

  it('rejects any other value', () => {
    expect(() => canaryOf('on')).toThrow(/Invalid value "on" for canary\. Use one of: off, Canary10Percent5Minutes/);
    expect(() => canaryOf('Linear10PercentEvery10Minutes')).toThrow(/which takes 100 minutes/);
  });
});
