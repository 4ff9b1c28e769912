import { UserError } from '../../cli/user-error';
import type { Measurements } from './measured';

/** A resource of a template. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  // biome-ignore lint/suspicious/noExplicitAny: the properties of a resource have any structure.
  readonly properties: any;
}

/** The resources of a CloudFormation template, and the references between them. */
export class Template {
  readonly resources: readonly Resource[];
  private readonly byId: ReadonlyMap<string, Resource>;
  private readonly byType: ReadonlyMap<string, readonly Resource[]>;

  /**
   * @param measured what the logs of its stack say @default - it is not deployed
   * @throws UserError when it is no template
   */
  constructor(
    json: unknown,
    name = 'The template',
    readonly measured?: Measurements,
  ) {
    const { Resources } = (json ?? {}) as { Resources?: Record<string, { Type?: string; Properties?: object }> };
    if (typeof Resources !== 'object' || Resources === null)
      throw new UserError(`${name} has no Resources. Pass a CloudFormation template as JSON, such as cdk.out/STACK.template.json.`);
    this.resources = Object.entries(Resources).map(([id, { Type = '', Properties = {} }]) => ({
      id,
      type: Type,
      properties: Properties,
    }));
    const byType = new Map<string, Resource[]>();
    for (const resource of this.resources) byType.set(resource.type, [...(byType.get(resource.type) ?? []), resource]);
    this.byType = byType;
    this.byId = new Map(this.resources.map((resource) => [resource.id, resource]));
  }

  get(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  of(type: string): readonly Resource[] {
    return this.byType.get(type) ?? [];
  }

  /** Returns the template with other properties of some resources. Those with `undefined` are removed. */
  with(changes: ReadonlyMap<string, object | undefined>): Template {
    const resources = this.resources.flatMap(({ id, type, properties }) => {
      const changed = changes.has(id) ? changes.get(id) : properties;
      return changed === undefined ? [] : [[id, { Type: type, Properties: changed }] as const];
    });
    return new Template({ Resources: Object.fromEntries(resources) }, undefined, this.measured);
  }

  /** Returns the resources to which a value refers: by Ref, Fn::GetAtt or Fn::Sub, at any depth of Fn::Join, Fn::Select and Fn::Split. */
  referencesIn(value: unknown): Resource[] {
    return [...new Set(idsIn(value))].flatMap((id) => this.byId.get(id) ?? []);
  }

  /** Returns the function behind a value: the function itself, or one behind an alias, a version or an integration. */
  functionBehind(value: unknown, seen: ReadonlySet<string> = new Set()): Resource | undefined {
    for (const resource of this.referencesIn(value)) {
      if (resource.type === 'AWS::Lambda::Function') return resource;
      const next = leadsOn[resource.type];
      const found =
        next && !seen.has(resource.id) && this.functionBehind(resource.properties[next], new Set([...seen, resource.id]));
      if (found) return found;
    }
    return undefined;
  }
}

/** Types that stand before a function, and the property that refers to it. */
const leadsOn: Readonly<Record<string, string>> = {
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::ApiGatewayV2::Integration': 'IntegrationUri',
};

function idsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(idsIn);
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': sub } = value as Record<string, unknown>;
  if (typeof Ref === 'string') return [Ref];
  if (attribute !== undefined) return [String(Array.isArray(attribute) ? attribute[0] : attribute).split('.')[0] ?? ''];
  const [text, variables] = Array.isArray(sub) ? sub : [sub];
  const named = typeof text === 'string' ? [...text.matchAll(/\$\{([^!}.]+)[^}]*\}/g)].map(([, id = '']) => id) : [];
  return [...named, ...(sub === undefined ? Object.values(value).flatMap(idsIn) : idsIn(variables))];
}
