import { listOf, names, type Resource, referencesIn, type Template, textOf, type Value } from './template';

/** A statement of a policy. */
export interface Statement {
  /** The resource whose policy it is. */
  readonly id: string;
  readonly json: Value;
}

/** Every statement by which a role may do something: its own, and those of the policies that are attached to it. */
export function statementsOf(template: Template, role: Resource): Statement[] {
  const own = listOf(role.properties.Policies).flatMap(({ PolicyDocument }) => inDocument(role, PolicyDocument));
  const attached = template
    .of('AWS::IAM::Policy', 'AWS::IAM::RolePolicy', 'AWS::IAM::ManagedPolicy')
    .filter(({ properties }) => names([properties.Roles, properties.RoleName], role) || namesOne(template, role, properties))
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument));
  return [...own, ...attached];
}

/** A managed policy of the template may be named by the role instead. */
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

/** Whether a statement allows one of the actions; where that cannot be seen, it does. */
export function allows({ json }: Statement, actions: readonly string[]): boolean {
  if (json.Effect === 'Deny') return false;
  if (json.NotAction !== undefined) return true;
  return listOf(json.Action).some((granted) => typeof granted !== 'string' || actions.some((action) => matches(granted, action)));
}

/** Whether a statement is about the resource, or about everything of its kind; where that cannot be seen, it is. */
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

/** IAM's own matching: without regard to case, `*` for any text and `?` for one character. */
export function matches(pattern: string, action: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 'i').test(action);
}

/** What a condition says of a key: IAM reads its name without regard to case. */
export function keyed(keys: Value, name: string): Value {
  return Object.entries<Value>(keys ?? {}).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];
}
