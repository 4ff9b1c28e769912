import type { Template } from 'aws-cdk-lib/assertions';
import { endpoints } from '../../lambda/api/endpoints';
import { triggers } from '../../lambda/events/triggers';
import type { FunctionName } from '../functions';

/** A resource of a template. */
export interface Resource {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of a resource have any structure.
  readonly properties: any;
  readonly deletionPolicy?: string;
  readonly dependsOn: readonly string[];
}

/** Returns the resources of one type. */
export function resourcesOf(template: Template, type: string): Resource[] {
  return Object.entries(template.findResources(type)).map(([id, { Properties, DeletionPolicy, DependsOn = [] }]) => ({
    id,
    properties: Properties,
    deletionPolicy: DeletionPolicy,
    dependsOn: DependsOn,
  }));
}

/** Returns the only resource of a type whose logical id has this prefix. */
export function resourceOf(template: Template, type: string, idPrefix = ''): Resource {
  const [resource, ...others] = resourcesOf(template, type).filter(({ id }) => id.startsWith(idPrefix));
  if (!resource || others.length > 0)
    throw new Error(`Expected one ${type} with the prefix ${idPrefix}, found ${others.length + (resource ? 1 : 0)}.`);
  return resource;
}

/** Returns the row of each function, from both tables. */
export const rows = [...endpoints, ...triggers];

/** Returns a function by its name in the tables. The CDK's own functions are in no table. */
export function functionOf(template: Template, name: FunctionName): Resource {
  return resourceOf(template, 'AWS::Lambda::Function', idPrefixOf(name));
}

export function idPrefixOf(name: FunctionName): string {
  return `Service${name.replaceAll('-', '')}`;
}

/** Formats a value of a template for a reader: references as `<LogicalId.Attribute>`, without the hash of the id. */
export function readable(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Join': join, 'Fn::Sub': sub } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return `<${withoutHash(Ref)}>`;
  if (Array.isArray(attribute)) return `<${withoutHash(attribute[0])}.${attribute[1]}>`;
  if (Array.isArray(join)) return join[1].map(readable).join(join[0]);
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([^!}]+)\}/g, '<$1>');
  return JSON.stringify(value);
}

function withoutHash(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}

interface Statement {
  readonly Effect: string;
  readonly Principal?: { readonly AWS?: object; readonly Service?: string };
  readonly Action: string | string[];
  readonly Resource: object | object[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Returns all permissions of a function's role, one line for each action on each resource. */
export function permissionsOf(template: Template, name: FunctionName): string[] {
  return permissionsOfRole(template, idPrefixOf(name));
}

/** Returns all permissions of a role, one line for each action on each resource. */
export function permissionsOfRole(template: Template, idPrefix: string): string[] {
  const { id } = resourceOf(template, 'AWS::IAM::Role', idPrefix);
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ properties }) => properties.Roles.some((role: { Ref: string }) => role.Ref === id))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement)
    .flatMap((statement: Statement) => linesOf(statement).map((line) => `${statement.Effect} ${line}`))
    .sort();
}

/** Returns all statements of a bucket policy, one line for each action on each resource. */
export function allowedBy(template: Template, bucket: string): string[] {
  const { properties } = resourceOf(template, 'AWS::S3::BucketPolicy', `${bucket}Policy`);
  const statements: Statement[] = properties.PolicyDocument.Statement;
  return statements
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap((statement) => {
      const { AWS, Service } = statement.Principal ?? {};
      return linesOf(statement).map((line) => `${readable(AWS ?? Service)} ${line}`);
    });
}

function linesOf({ Action, Resource, Condition }: Statement): string[] {
  const when = Condition ? ` when ${JSON.stringify(withReadable(Condition))}` : '';
  return [Action].flat().flatMap((action) => [Resource].flat().map((resource) => `${action} on ${readable(resource)}${when}`));
}

/** Formats a condition, with readable references. */
function withReadable(condition: NonNullable<Statement['Condition']>): object {
  return Object.fromEntries(
    Object.entries(condition).map(([operator, keys]) => [
      operator,
      Object.fromEntries(Object.entries(keys).map(([key, value]) => [key, readable(value)])),
    ]),
  );
}
