import { functionBehind, ownFunctions, roleOf } from './functions';
import type { Invariant, Violation } from './invariant';
import { linesOf, pathOf } from './lines';
import { foreignPolicies, statementsOf } from './statements';
import { type Resource, show, type Template } from './template';

/** The permissions of each function besides writing its own log, by the function's name: a line for each action on each resource. */
export type Permissions = Readonly<Record<string, readonly string[] | undefined>>;

export const knownFunctions = (permissions: Permissions): Invariant => ({
  name: 'known-functions',
  holds: 'Every function is one of the application, with listed permissions, or a known function of the CDK.',
  violations: (template) =>
    ownFunctions(template)
      .filter((fn) => linesFor(fn, permissions) === undefined)
      .map((fn) => ({
        id: fn.id,
        value: fn.path ?? 'no aws:cdk:path',
        required: fn.path
          ? `${entryFor(template, fn)}; or, for a function of the CDK, its path in proof/invariants/functions.ts`
          : 'the path of its construct, which identifies it: synthesize without --no-path-metadata',
      })),
});

export const exactPermissions = (permissions: Permissions): Invariant => ({
  name: 'exact-permissions',
  holds: 'Each function has exactly the listed permissions, and may write its own log.',
  violations: (template) => ownFunctions(template).flatMap((fn) => differences(template, fn, permissions)),
});

/** What Lambda calls for the mapping of a queue. A function that no mapping invokes may not receive messages. */
const ofMapping = /^sqs:(DeleteMessage|GetQueueAttributes|ReceiveMessage) /;

function differences(template: Template, fn: Resource, permissions: Permissions): Violation[] {
  const listed = linesFor(fn, permissions);
  const role = roleOf(template, fn);
  if (!listed) return [];
  if (!role)
    return [
      {
        id: fn.id,
        value: `Role ${show(fn.properties.Role)}`,
        required: 'a role of this template, whose permissions can be checked',
      },
    ];
  const isInvoked = template
    .of('AWS::Lambda::EventSourceMapping')
    .some(({ properties }) => functionBehind(template, properties.FunctionName) === fn);
  const needed = listed.filter((line) => isInvoked || !ofMapping.test(line));
  const expected = new Set([...needed, ...ownLog(template, fn), ...tracing(fn)]);
  const found = new Map(statementsOf(template, role).flatMap(({ id, json }) => linesOf(template, json).map((line) => [line, id])));
  return [
    ...foreignPolicies(template, role).map((arn) => ({
      id: role.id,
      value: `ManagedPolicyArns ${show(arn)}`,
      required: 'no managed policy: AWS can change it at any time',
    })),
    ...[...found]
      .filter(([line]) => !expected.has(line))
      .map(([line, id]) => ({ id, value: line, required: 'nothing that is not listed in proof/invariants/allowed.ts' })),
    ...[...expected].filter((line) => !found.has(line)).map((line) => ({ id: role.id, value: 'not allowed', required: line })),
  ];
}

/** The entry to add to `allowed.ts` for a function that is missing there, if its permissions are as intended. */
function entryFor(template: Template, fn: Resource): string {
  const role = roleOf(template, fn);
  const own = [...ownLog(template, fn), ...tracing(fn)];
  const lines = role ? statementsOf(template, role).flatMap(({ json }) => linesOf(template, json)) : [];
  const listed = lines.filter((line) => !own.includes(line)).map((line) => `'${line}'`);
  const name = nameOf(fn);
  return `an entry in proof/invariants/allowed.ts: add ${/^\w+$/.test(name) ? name : `'${name}'`}: [${listed.join(', ')}]`;
}

/** The name of a function of the application, from the path of its construct. */
const nameOf = ({ path = '' }: Resource) => /^Service\/([^/]+)\/Function\/Resource$/.exec(path)?.[1] ?? '';

/** The lines that are listed for a function. */
function linesFor(fn: Resource, permissions: Permissions): readonly string[] | undefined {
  const name = nameOf(fn);
  return Object.hasOwn(permissions, name) ? permissions[name] : undefined;
}

function ownLog(template: Template, { properties }: Resource): string[] {
  return template
    .named(properties.LoggingConfig?.LogGroup, 'AWS::Logs::LogGroup')
    .flatMap((group) => ['CreateLogStream', 'PutLogEvents'].map((action) => `logs:${action} on <${pathOf(group)}.Arn>`));
}

/** X-Ray does not support resource-level permissions. */
function tracing({ properties }: Resource): string[] {
  if (properties.TracingConfig?.Mode !== 'Active') return [];
  return ['xray:PutTelemetryRecords on *', 'xray:PutTraceSegments on *'];
}
