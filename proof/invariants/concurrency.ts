import { functionBehind, isAlias, ownFunctions } from './functions';
import type { Invariant, Violation } from './invariant';
import { listOf, numberOf, type Resource, show, type Template, textOf, type Value } from './template';

/** The part of an account's limit that AWS keeps for functions without reserved concurrency. */
const unreservedMinimum = 100;

/**
 * @param accountConcurrency the account's concurrency limit of Lambda in its region; 10 for a new account
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export const reservedWithinAccount = (accountConcurrency: number): Invariant => ({
  name: 'reserved-within-account',
  holds: 'Reserved concurrency leaves 100 of the account’s limit free; with a new account’s limit of 10, nothing can be reserved.',
  violations: (template) => {
    const reserving = ownFunctions(template).filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined);
    const total = reserving.reduce((sum, fn) => sum + largestReservation(fn), 0);
    if (total <= Math.max(accountConcurrency - unreservedMinimum, 0)) return [];
    return reserving.map(({ id, properties }) => ({
      id,
      value: `ReservedConcurrentExecutions ${show(properties.ReservedConcurrentExecutions)}`,
      required: `at most ${Math.max(accountConcurrency - unreservedMinimum, 0)} for all functions together, because the account's limit is ${accountConcurrency}`,
    }));
  },
});

export const reservedForSource: Invariant = {
  name: 'reserved-for-source',
  holds: 'A function reserves at least the maximum concurrency of its queue: throttled messages would reach the dead-letter queue.',
  violations: (template) =>
    template.of('AWS::Lambda::EventSourceMapping').flatMap(({ id, properties }) => {
      const fn = functionBehind(template, properties.FunctionName);
      if (fn?.properties.ReservedConcurrentExecutions === undefined || isStream(properties)) return [];
      const maximum = numberOf(properties.ScalingConfig?.MaximumConcurrency);
      if (maximum !== undefined && maximum <= smallestReservation(fn)) return [];
      return [
        {
          id,
          value: `MaximumConcurrency ${show(properties.ScalingConfig?.MaximumConcurrency)}`,
          required: `at most ${show(fn.properties.ReservedConcurrentExecutions)}, which ${fn.id} reserves`,
        },
      ];
    }),
};

export const provisionedWithinReserved: Invariant = {
  name: 'provisioned-within-reserved',
  holds: 'Provisioned concurrency does not exceed reserved concurrency.',
  violations: (template) =>
    ownFunctions(template)
      .filter(({ properties }) => properties.ReservedConcurrentExecutions !== undefined)
      .flatMap((fn) =>
        provisionedOf(template, fn)
          .filter(({ maximum }) => !((numberOf(maximum) ?? Number.POSITIVE_INFINITY) <= smallestReservation(fn)))
          .map(({ id, maximum }) => ({
            id,
            value: `provisions ${show(maximum)}`,
            required: `at most ${show(fn.properties.ReservedConcurrentExecutions)}, which ${fn.id} reserves`,
          })),
      ),
};

export const scalableTargets: Invariant = {
  name: 'scalable-targets',
  holds: 'Autoscaling targets aliases that no canary release weights, with a minimum of at least 1.',
  violations: (template) => lambdaTargets(template).flatMap((target) => wrongTarget(template, target)),
};

function wrongTarget(template: Template, { id, properties }: Resource): Violation[] {
  const { ResourceId, MinCapacity, MaxCapacity } = properties;
  const [alias] = template.named(ResourceId, 'AWS::Lambda::Alias');
  const onAlias = isAlias(template, ResourceId) && textOf(ResourceId).endsWith(`:${textOf(alias?.properties.Name)}`);
  const weighted = alias && (alias.properties.RoutingConfig ?? alias.updatePolicy?.CodeDeployLambdaAliasUpdate) !== undefined;
  const range = `${show(MinCapacity)} to ${show(MaxCapacity)}`;
  const min = numberOf(MinCapacity) ?? 0;
  return [
    ...(onAlias
      ? []
      : [
          {
            id,
            value: `ResourceId ${show(ResourceId)}`,
            required: 'function:<name>:<alias>: $LATEST cannot have provisioned concurrency',
          },
        ]),
    ...(min >= 1 && min <= (numberOf(MaxCapacity) ?? 0)
      ? []
      : [{ id, value: range, required: 'a range from 1 or more: autoscaling to 0 fails' }]),
    ...(weighted
      ? [{ id, value: alias.id, required: 'an alias without weights: provisioned concurrency and canaries exclude each other' }]
      : []),
  ];
}

function lambdaTargets(template: Template): Resource[] {
  return template
    .of('AWS::ApplicationAutoScaling::ScalableTarget')
    .filter(({ properties }) => properties.ServiceNamespace === undefined || properties.ServiceNamespace === 'lambda');
}

/** The resources that keep instances of a function warm, with the maximum number of instances. */
function provisionedOf(template: Template, fn: Resource): { id: string; maximum: Value }[] {
  const fixed = template
    .of('AWS::Lambda::Alias', 'AWS::Lambda::Version')
    .filter(({ properties }) => properties.ProvisionedConcurrencyConfig && functionBehind(template, properties.FunctionName) === fn)
    .map(({ id, properties }) => ({ id, maximum: properties.ProvisionedConcurrencyConfig.ProvisionedConcurrentExecutions }));
  const scaled = lambdaTargets(template)
    .filter(({ properties }) => functionBehind(template, properties.ResourceId) === fn)
    .flatMap(({ id, properties }) =>
      [properties, ...listOf(properties.ScheduledActions).map(({ ScalableTargetAction }) => ScalableTargetAction)]
        .filter((range) => range?.MaxCapacity !== undefined)
        .map(({ MaxCapacity }) => ({ id, maximum: MaxCapacity })),
    );
  return [...fixed, ...scaled];
}

/** The largest possible reservation. A value that an intrinsic function hides has no upper limit. */
function largestReservation({ properties }: Resource): number {
  return numberOf(properties.ReservedConcurrentExecutions) ?? Number.POSITIVE_INFINITY;
}

/** The smallest possible reservation. */
function smallestReservation({ properties }: Resource): number {
  return numberOf(properties.ReservedConcurrentExecutions) ?? 0;
}

/** Whether a mapping reads a stream. Throttled invocations for a stream wait, and do not end in the dead-letter queue. */
function isStream(properties: Value): boolean {
  return properties.StartingPosition !== undefined;
}
