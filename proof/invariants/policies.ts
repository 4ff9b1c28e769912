import { ownFunctions, roleOf } from './functions';
import type { Invariant, Violation } from './invariant';
import { linesOf, pathOf } from './lines';
import recorded from './policies.json';
import { foreignPolicies, inDocument, statementsOf } from './statements';
import { type Resource, show, type Template, type Value } from './template';

/**
 * What each policy allows and denies, by the path of its construct: every form that the policy has in the variants, with a line for
 * each action on each resource. `npm run update` writes policies.json.
 */
export type Policies = Readonly<Record<string, readonly (readonly string[])[]>>;

const documents = ['AWS::S3::BucketPolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy', 'AWS::Events::EventBusPolicy'];

export const recordedOfVariants: Policies = recorded;

export const recordedPolicies = (policies: Policies): Invariant => ({
  name: 'recorded-policies',
  holds:
    'The roles of the CDK and of services, and the policies of buckets, queues, topics and functions, equal the recorded ones.',
  violations: (template) => policiesOf(template).flatMap((policy) => differences(policy, policies)),
});

/** A role that is not the role of a function of the application, or the policy of a bucket, queue, topic or function. */
interface Policy {
  readonly id: string;
  readonly path: string;
  readonly lines: readonly string[];
}

/** All policies except those of the application's functions, which `exact-permissions` checks. */
export function policiesOf(template: Template): Policy[] {
  const own = ownFunctions(template).map((fn) => roleOf(template, fn));
  const roles = template.of('AWS::IAM::Role').filter((role) => !own.includes(role));
  return [
    ...roles.map((role) => ({ ...named(role), lines: linesOfRole(template, role) })),
    ...template.of(...documents).map((policy) => ({
      ...named(policy),
      lines: inDocument(policy, policy.properties.PolicyDocument).flatMap(({ json }) => linesOf(template, json)),
    })),
    ...template.of('AWS::Lambda::Permission').map((permission) => ({
      ...named(permission),
      lines: linesOf(template, asStatement(permission)),
    })),
  ];
}

/** A permission of a function, as the policy statement that Lambda derives from it. */
function asStatement({ properties: { Action, FunctionName, Principal, ...conditions } }: Resource): Value {
  return {
    Effect: 'Allow',
    Action,
    Resource: FunctionName,
    Principal,
    ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
  };
}

const named = (resource: Resource) => ({ id: resource.id, path: pathOf(resource) });

/** Who may assume the role, and what it allows. */
function linesOfRole(template: Template, role: Resource): string[] {
  const trust = inDocument(role, role.properties.AssumeRolePolicyDocument);
  return [
    ...[...trust, ...statementsOf(template, role)].flatMap(({ json }) => linesOf(template, json)),
    ...foreignPolicies(template, role).map((arn) => `all of ${show(arn)}`),
  ];
}

const howTo =
  'if a change of yours or a new version of aws-cdk-lib requires it, run npm run update and review the diff of policies.json';

function differences({ id, path, lines }: Policy, policies: Policies): Violation[] {
  const forms = Object.hasOwn(policies, path) ? (policies[path] ?? []) : [];
  if (forms.length === 0) return [{ id, value: `${path}: ${show(lines.join('; '))}`, required: `a recorded policy: ${howTo}` }];
  const [closest = { added: [], missing: [] }] = forms
    .map((form) => ({
      added: lines.filter((line) => !form.includes(line)),
      missing: form.filter((line) => !lines.includes(line)),
    }))
    .sort((one, other) => one.added.length + one.missing.length - other.added.length - other.missing.length);
  return [
    ...closest.added.map((line) => ({ id, value: line, required: `nothing that is not recorded for ${path}; ${howTo}` })),
    ...closest.missing.map((line) => ({ id, value: 'missing', required: `${line}; ${howTo}` })),
  ];
}
