import { functionTypes, isAlias, isProvider, ownFunctions } from './functions';
import type { Invariant, Violation } from './invariant';
import { inDocument, matches } from './statements';
import { listOf, type Resource, show, type Template, textOf, type Value } from './template';
import { notifications } from './triggers';

const required = 'an alias of the function, so that provisioned concurrency and canaries reach every call';

/** A place that calls a function. */
interface Call {
  readonly id: string;
  readonly property: string;
  readonly target: Value;
}

export const aliasesEverywhere: Invariant = {
  name: 'aliases-everywhere',
  holds: 'Every caller of a function uses an alias, and an alias points to a published version.',
  violations: (template) => [
    ...callsOf(template)
      .filter(({ target }) => !isAlias(template, target))
      .map(({ id, property, target }) => ({ id, value: `${property} ${show(target)}`, required })),
    ...ownFunctions(template).flatMap((fn) => withoutAlias(template, fn)),
    ...template.of('AWS::Lambda::Alias').flatMap((alias) => unpublished(template, alias)),
  ],
};

function callsOf(template: Template): Call[] {
  return [
    // These resources only call functions, so their target must be an alias even if an intrinsic function hides it.
    ...template
      .of('AWS::ApiGatewayV2::Integration')
      .filter(({ properties }) => properties.IntegrationType === undefined || String(properties.IntegrationType).startsWith('AWS'))
      .map(({ id, properties }) => ({ id, property: 'IntegrationUri', target: properties.IntegrationUri })),
    ...template
      .of('AWS::Lambda::EventSourceMapping')
      .map(({ id, properties }) => ({ id, property: 'FunctionName', target: properties.FunctionName })),
    ...template
      .of('AWS::Lambda::Permission')
      .filter(({ properties }) => !template.named(properties.FunctionName, ...functionTypes).some(isProvider))
      .map(({ id, properties }) => ({ id, property: 'FunctionName', target: properties.FunctionName })),
    ...template
      .of('AWS::Lambda::EventInvokeConfig')
      .filter(({ properties }) => isLatest(properties.Qualifier))
      .map(({ id, properties }) => ({ id, property: 'Qualifier', target: properties.Qualifier })),
    ...otherCalls(template).filter(({ target }) => isFunction(template, target)),
  ];
}

/** Calls by resources that can also call something other than a function. */
function otherCalls(template: Template): Call[] {
  const invocations = template
    .of('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument))
    .filter(({ json }) => listOf(json.Action).some((action) => matches(String(action), 'lambda:InvokeFunction')))
    .flatMap(({ id, json }) => listOf(json.Resource).map((target) => ({ id, property: 'Resource', target })));
  return [
    ...template
      .of('AWS::Scheduler::Schedule')
      .map(({ id, properties }) => ({ id, property: 'Target.Arn', target: properties.Target?.Arn })),
    ...template
      .of('AWS::Events::Rule')
      .flatMap(({ id, properties }) => listOf(properties.Targets).map(({ Arn }) => ({ id, property: 'Targets.Arn', target: Arn }))),
    ...template
      .of('AWS::SNS::Subscription')
      .map(({ id, properties }) => ({ id, property: 'Endpoint', target: properties.Endpoint })),
    ...notifications(template).map(({ bucket, target }) => ({ id: bucket.id, property: 'NotificationConfiguration', target })),
    ...template
      .of('AWS::Cognito::UserPool')
      .flatMap(({ id, properties }) =>
        Object.values<Value>(properties.LambdaConfig ?? {}).map((target) => ({ id, property: 'LambdaConfig', target })),
      ),
    ...invocations,
  ];
}

function isFunction(template: Template, target: Value): boolean {
  const named = template.named(target, ...functionTypes, 'AWS::Lambda::Alias', 'AWS::Lambda::Version');
  return named.length > 0 || /:(lambda|function):/.test(textOf(target));
}

function isLatest(qualifier: Value): boolean {
  return qualifier === undefined || textOf(qualifier).includes('$LATEST');
}

function withoutAlias(template: Template, fn: Resource): Violation[] {
  const aliases = template
    .of('AWS::Lambda::Alias')
    .filter(({ properties }) => template.named(properties.FunctionName, fn.type).includes(fn));
  return aliases.length > 0 ? [] : [{ id: fn.id, value: 'no alias', required: 'an alias, which its callers use' }];
}

function unpublished(template: Template, { id, properties }: Resource): Violation[] {
  const [version] = template.named(properties.FunctionVersion, 'AWS::Lambda::Version');
  const same = version && textOf(version.properties.FunctionName) === textOf(properties.FunctionName);
  return same
    ? []
    : [{ id, value: `FunctionVersion ${show(properties.FunctionVersion)}`, required: 'a published version of the same function' }];
}
