import { functionTypes } from './functions';
import type { Invariant, Violation } from './invariant';
import { listOf, numberOf, type Resource, show, type Value } from './template';

/** Limits that depend on another property, which a schema cannot express. Values that an intrinsic function hides are not checked. */
export const consistentValues: Invariant = {
  name: 'consistent-values',
  holds:
    'Values that depend on each other are consistent: alarm windows, token lifetimes, batch windows, capacity ranges, table keys, environment size.',
  violations: (template) => checks.flatMap(({ types, check }) => template.of(...types).flatMap((resource) => check(resource))),
};

type Check = (resource: Resource) => Violation[];

const checks: readonly { readonly types: readonly string[]; readonly check: Check }[] = [
  { types: ['AWS::CloudWatch::Alarm'], check: alarmWindow },
  { types: ['AWS::Cognito::UserPoolClient'], check: tokenLifetimes },
  { types: ['AWS::Lambda::EventSourceMapping'], check: batchWindow },
  { types: ['AWS::ApplicationAutoScaling::ScalableTarget'], check: capacities },
  { types: ['AWS::ApplicationAutoScaling::ScalingPolicy'], check: utilization },
  { types: ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'], check: keyAttributes },
  { types: functionTypes, check: environmentSize },
];

const hour = 3600;
const day = 24 * hour;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
function alarmWindow({ id, properties: { Period, Metrics, EvaluationPeriods, DatapointsToAlarm } }: Resource): Violation[] {
  const periods = [Period, ...listOf(Metrics).flatMap((metric) => [metric?.Period, metric?.MetricStat?.Period])].flatMap(
    (each) => numberOf(each) ?? [],
  );
  const period = Math.max(...periods, 0);
  const count = numberOf(EvaluationPeriods);
  if (count === undefined) return [];
  const longest = period < hour ? day : 7 * day;
  return [
    ...(period * count > longest
      ? [{ id, value: `${count} periods of ${period} s`, required: `at most ${longest} s in total, for periods of this length` }]
      : []),
    ...((numberOf(DatapointsToAlarm) ?? count) > count
      ? [{ id, value: `DatapointsToAlarm ${show(DatapointsToAlarm)}`, required: `at most ${count}, the EvaluationPeriods` }]
      : []),
  ];
}

const units: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: hour, days: day };

/** For each kind of token: the default unit, and the minimum and maximum lifetime in seconds. */
const lifetimes = {
  AccessToken: { unit: 'hours', shortest: 300, longest: day },
  IdToken: { unit: 'hours', shortest: 300, longest: day },
  RefreshToken: { unit: 'days', shortest: hour, longest: 3650 * day },
} as const;

/** @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html */
function tokenLifetimes({ id, properties }: Resource): Violation[] {
  return Object.entries(lifetimes).flatMap(([token, { unit, shortest, longest }]) => {
    const validity = numberOf(properties[`${token}Validity`]);
    const given = properties.TokenValidityUnits?.[token] ?? unit;
    const seconds = validity === undefined ? undefined : validity * (units[given] ?? Number.NaN);
    if (seconds === undefined || (seconds >= shortest && seconds <= longest)) return [];
    return [{ id, value: `${token}Validity ${validity} ${show(given)}`, required: `${shortest} to ${longest} seconds` }];
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html */
function batchWindow({ id, properties }: Resource): Violation[] {
  const { BatchSize, MaximumBatchingWindowInSeconds: window = 0, StartingPosition } = properties;
  // Only a stream has a starting position.
  if (StartingPosition !== undefined || (numberOf(BatchSize) ?? 0) <= 10 || numberOf(window) !== 0) return [];
  return [{ id, value: `BatchSize ${show(BatchSize)}`, required: 'at most 10 without MaximumBatchingWindowInSeconds' }];
}

function capacities({ id, properties }: Resource): Violation[] {
  const ranges = [properties, ...listOf(properties.ScheduledActions).map(({ ScalableTargetAction }) => ScalableTargetAction ?? {})];
  return ranges
    .filter(({ MinCapacity, MaxCapacity }) => (numberOf(MinCapacity) ?? 0) > (numberOf(MaxCapacity) ?? Number.POSITIVE_INFINITY))
    .map(({ MinCapacity, MaxCapacity }) => ({
      id,
      value: `${show(MinCapacity)} to ${show(MaxCapacity)}`,
      required: 'a MinCapacity that is not greater than MaxCapacity',
    }));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html */
function utilization({ id, properties }: Resource): Violation[] {
  const { PredefinedMetricSpecification: metric, TargetValue } = properties.TargetTrackingScalingPolicyConfiguration ?? {};
  const target = numberOf(TargetValue);
  if (metric?.PredefinedMetricType !== 'LambdaProvisionedConcurrencyUtilization' || target === undefined) return [];
  return target >= 0.1 && target <= 0.9
    ? []
    : [{ id, value: `TargetValue ${target}`, required: '0.1 to 0.9, a share of the provisioned concurrency' }];
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_AttributeDefinition.html */
function keyAttributes({ id, properties }: Resource): Violation[] {
  const schemas: Value[] = [properties, ...listOf(properties.GlobalSecondaryIndexes), ...listOf(properties.LocalSecondaryIndexes)];
  const used = new Set(schemas.flatMap(({ KeySchema }) => listOf(KeySchema).map(({ AttributeName }) => show(AttributeName))));
  const defined = new Set(listOf(properties.AttributeDefinitions).map(({ AttributeName }) => show(AttributeName)));
  const wrong = [...used].filter((name) => !defined.has(name)).concat([...defined].filter((name) => !used.has(name)));
  return wrong.map((name) => ({
    id,
    value: `AttributeDefinitions ${[...defined].join(', ')}`,
    required: `exactly the attributes of the keys; ${name} is in only one of the two`,
  }));
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
function environmentSize({ id, properties }: Resource): Violation[] {
  const variables = Object.entries<Value>(properties.Environment?.Variables ?? {});
  const bytes = variables.reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + (typeof value === 'string' ? Buffer.byteLength(value) : 0),
    0,
  );
  return bytes > 4096
    ? [{ id, value: `Environment of ${bytes} bytes`, required: 'at most 4096 bytes, names and values together' }]
    : [];
}
