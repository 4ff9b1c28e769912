import type { Value } from '../../../proof/invariants/template';
import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const uploads = 'Service/UploadTrigger/Mapping';
const changes = 'Service/ChangeTrigger/Mapping';
const queue = 'Storage/Uploads/Queue';
const table = 'Storage/Images/Table';
const client = 'Storage/SignIn/UserPool/Page';
const health = 'Service/health/Function';
const latency = 'Monitoring/Alarms/api-latency';
const scaling = 'Service/get-image/Function/Aliaslive/AliasScaling';

const set = (path: string, keys: string, value: unknown) => (t: Draft) => t.set(path, keys, value);
const distribution = (change: (config: Value) => void) => (t: Draft) =>
  change(t.at('Web/Distribution').Properties.DistributionConfig);
const statement = (t: Draft) => t.at('Service/get-image/Role/DefaultPolicy').Properties.PolicyDocument.Statement[0];

export const valueMutants: MutantsByInvariant = {
  'accepted-values': {
    'a lower maximum concurrency than Lambda accepts': set(uploads, 'ScalingConfig.MaximumConcurrency', 1),
    'a higher maximum concurrency than Lambda accepts': set(uploads, 'ScalingConfig.MaximumConcurrency', 1001),
    'a number out of range, as a string': set(uploads, 'ScalingConfig.MaximumConcurrency', '1'),
    'an empty batch': set(uploads, 'BatchSize', 0),
    'a maximum record age below the minimum': set(changes, 'MaximumRecordAgeInSeconds', 30),
    'a timeout above the maximum': set(health, 'Timeout', 901),
    'a memory size below the minimum': set(health, 'MemorySize', 64),
    'half a megabyte of memory': set(health, 'MemorySize', 512.5),
    'a description that is too long': set(health, 'Description', 'x'.repeat(257)),
    'a property that the resource does not have': set(health, 'Memory', 512),
    'a property that is required and missing': (t) => t.drop('Service/health/Function/Aliaslive', 'FunctionVersion'),
    'a list instead of a string': set(queue, 'KmsMasterKeyId', ['alias/aws/sqs']),
    'a visibility timeout above the maximum': set(queue, 'VisibilityTimeout', 43_201),
    'messages that are kept for too long': set(queue, 'MessageRetentionPeriod', 1_209_601),
    'a maximum of zero receives': set(queue, 'RedrivePolicy.maxReceiveCount', 0),
    'more receives than SQS accepts': set(queue, 'RedrivePolicy.maxReceiveCount', 1001),
    'an enum value in the wrong case': set(table, 'BillingMode', 'pay_per_request'),
    'a key type that does not exist': (t) => {
      t.at(table).Properties.KeySchema[0].KeyType = 'PARTITION';
    },
    'a stream view that does not exist': set(table, 'StreamSpecification.StreamViewType', 'ALL'),
    'objects that expire at once': (t) => {
      t.at('Storage/Buckets/AccessLogs').Properties.LifecycleConfiguration.Rules[0].ExpirationInDays = 0;
    },
    'a password length below the minimum': set('Storage/SignIn/UserPool', 'Policies.PasswordPolicy.MinimumLength', 5),
    'a second factor that does not exist': set('Storage/SignIn/UserPool', 'EnabledMfas', ['TOTP']),
    'a grace period above the maximum': set(client, 'RefreshTokenRotation.RetryGracePeriodSeconds', 61),
    'a negative burst': set('Service/Http/Api/Stage', 'DefaultRouteSettings.ThrottlingBurstLimit', -1),
    'a payload format that does not exist': set('Service/Http/Api/GET--health/health', 'PayloadFormatVersion', '3.0'),
    'an authorization type that does not exist': set('Service/Http/Api/GET--images', 'AuthorizationType', 'OAUTH'),
    'preflight answers that are kept for too long': set('Service/Http/Api', 'CorsConfiguration.MaxAge', 86_401),
    'a viewer protocol that does not exist': distribution((config) => {
      config.CacheBehaviors[0].ViewerProtocolPolicy = 'https';
    }),
    'an event type that does not exist': distribution((config) => {
      config.CacheBehaviors[0].FunctionAssociations[0].EventType = 'request';
    }),
    'a negative time to live': distribution((config) => {
      config.CustomErrorResponses[0].ErrorCachingMinTTL = -1;
    }),
    'an alarm period between minutes': set(latency, 'Period', 90),
    'a statistic that does not exist': set(latency, 'ExtendedStatistic', 'percentile99'),
    'an alarm operator that does not exist': set(latency, 'ComparisonOperator', 'GreaterOrEqual'),
    'an effect that does not exist': (t) => {
      statement(t).Effect = 'Permit';
    },
    'an action without a service': (t) => {
      statement(t).Action = 'GetItem';
    },
    'a version of the policy language that does not exist': set(
      'Service/get-image/Role/DefaultPolicy',
      'PolicyDocument.Version',
      '2012-10-18',
    ),
    'a trust policy with a single statement that allows nothing known': (t) =>
      t.set('Service/health/Role', 'AssumeRolePolicyDocument.Statement', {
        Effect: 'Lend',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'lambda.amazonaws.com' },
      }),
    'a subscription protocol that does not exist': set('Monitoring/Told/Topic/operators@example.com', 'Protocol', 'mail'),
    'a retry age above the maximum': set('Service/SweepSchedule/Schedule', 'Target.RetryPolicy.MaximumEventAgeInSeconds', 86_401),
  },
  'consistent-values': {
    'an alarm that looks back for longer than a day': set(latency, 'EvaluationPeriods', 289),
    'an alarm of long periods that looks back for longer than a week': (t) => {
      t.set(latency, 'Period', 3600);
      t.set(latency, 'EvaluationPeriods', 169);
    },
    'an alarm with metric math that looks back for longer than a day': set(
      'Monitoring/Alarms/api-errors',
      'EvaluationPeriods',
      300,
    ),
    'more breaching points than periods': set(latency, 'DatapointsToAlarm', 4),
    'an access token that is valid for a minute': set(client, 'AccessTokenValidity', 1),
    'an access token that is valid for 25 of the default unit, hours': (t) => {
      t.set(client, 'AccessTokenValidity', 25);
      t.drop(client, 'TokenValidityUnits');
    },
    'an ID token that is valid for two days': (t) => {
      t.set(client, 'IdTokenValidity', 2);
      t.set(client, 'TokenValidityUnits.IdToken', 'days');
    },
    'a refresh token that is valid for half an hour': set(client, 'RefreshTokenValidity', 30),
    'a large batch without a window': set(uploads, 'BatchSize', 11),
    'a schedule with a minimum above its maximum': (t) => {
      t.at(`${scaling}/Target`).Properties.ScheduledActions[0].ScalableTargetAction = { MinCapacity: 11, MaxCapacity: 10 };
    },
    'a utilization in percent': set(`${scaling}/Target/Tracking`, 'TargetTrackingScalingPolicyConfiguration.TargetValue', 70),
    'a key without a definition': (t) => {
      t.at(table).Properties.AttributeDefinitions.pop();
    },
    'a definition that no key uses': (t) =>
      t.at(table).Properties.AttributeDefinitions.push({ AttributeName: 'status', AttributeType: 'S' }),
    'an environment that is too large': set(health, 'Environment.Variables.TEXT', 'x'.repeat(4096)),
  },
};
