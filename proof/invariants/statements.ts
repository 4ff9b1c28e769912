import { listOf, names, type Resource, referencesIn, type Template, textOf, type Value } from './template';

/** A statement of a policy. */
export interface Statement {
  /** Logical id of the resource that contains the policy. */
  readonly id: string;
  readonly json: Value;
}

/** Every statement that applies to a role: its own, and those of attached policies. */
export function statementsOf(template: Template, role: Resource): Statement[] {
  const own = listOf(role.properties.Policies).flatMap(({ PolicyDocument }) => inDocument(role, PolicyDocument));
  const attached = template
    .of('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => names([properties.Roles, properties.RoleName], role) || namesOne(template, role, properties))
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument));
  return [...own, ...attached];
}

/** Whether the role refers to a managed policy of the template. */
function namesOne(template: Template, role: Resource, properties: Value): boolean {
  return template
    .named(role.properties.ManagedPolicyArns, 'AWS::IAM::ManagedPolicy')
    .some((policy) => policy.properties === properties);
}

/** The statements of a policy document. */
export function inDocument({ id }: Resource, document: Value): Statement[] {
  return listOf(document?.Statement).map((json) => ({ id, json }));
}

/** Returns the managed policies of a role that are defined outside of the template, which does not show what they allow. */
export function foreignPolicies(template: Template, role: Resource): Value[] {
  return listOf(role.properties.ManagedPolicyArns).filter((arn) => template.named(arn, 'AWS::IAM::ManagedPolicy').length === 0);
}

/** Whether a statement allows one of the actions. If an intrinsic function hides that, it counts as allowed. */
export function allows({ json }: Statement, actions: readonly string[]): boolean {
  if (json.Effect === 'Deny') return false;
  if (json.NotAction !== undefined) return true;
  return listOf(json.Action).some((granted) => typeof granted !== 'string' || actions.some((action) => matches(granted, action)));
}

/** Whether a statement applies to the resource. If an intrinsic function hides that, it counts as applying. */
export function isAbout(template: Template, { json }: Statement, resource: Resource): boolean {
  if (json.NotResource !== undefined) return true;
  return listOf(json.Resource).some((granted) => {
    if (names(granted, resource)) return true;
    if (referencesIn(granted).some(({ id }) => template.has(id))) return false;
    const [, , service = '*', , , ...name] = textOf(granted).split(':');
    return matches(service.replaceAll(/<[^>]*>/g, '*'), serviceOf(resource)) && (name.length === 0 || /[*?<]/.test(name.join(':')));
  });
}

/** `s3` of `AWS::S3::Bucket`. */
function serviceOf({ type }: Resource): string {
  return (type.split('::')[1] ?? '').toLowerCase();
}

/** Matches an action as IAM does: ignoring case, with `*` for any characters and `?` for one. */
export function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** The value of a condition key. IAM ignores the case of its name. */
export function keyed(keys: Value, name: string): Value {
  return Object.entries<Value>(keys ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
