/** A value of a template: a literal, an intrinsic function, or a structure of both. */
// biome-ignore lint/suspicious/noExplicitAny: the values of a template have any structure.
export type Value = any;

/** A resource of a template. */
export interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Value;
  /** The construct's path below its stack, from the CDK's metadata: `Storage/Images/Table/Resource`. */
  readonly path?: string;
  /** The update policy, which can delegate a change to CodeDeploy. */
  readonly updatePolicy?: Value;
}

/** A reference of a value to a resource and one of its attributes. `Ref` has no attribute. */
export interface Reference {
  readonly id: string;
  readonly attribute?: string;
}

/** A synthesized template, read-only. */
export class Template {
  readonly resources: readonly Resource[];
  /** Id of the stack, with which the paths of its constructs begin. */
  readonly stack: string | undefined;
  private readonly byId: ReadonlyMap<string, Resource>;

  constructor(json: Value) {
    const paths = Object.values<Value>(json.Resources ?? {}).map((raw) => raw.Metadata?.['aws:cdk:path']);
    this.stack = paths.find((path) => typeof path === 'string')?.split('/')[0];
    this.resources = Object.entries<Value>(json.Resources ?? {}).map(([id, { Type, Properties = {}, Metadata, UpdatePolicy }]) => ({
      id,
      type: Type,
      properties: Properties,
      path: Metadata?.['aws:cdk:path']?.split('/').slice(1).join('/'),
      updatePolicy: UpdatePolicy,
    }));
    this.byId = new Map(this.resources.map((resource) => [resource.id, resource]));
  }

  /** The resources of the given types. */
  of(...types: string[]): Resource[] {
    return this.resources.filter(({ type }) => types.includes(type));
  }

  /** The resource with a logical id; `undefined` for the id of a parameter. */
  find(id: string): Resource | undefined {
    return this.byId.get(id);
  }

  /** Whether a logical id is that of a resource, and not of a parameter. */
  has(id: string): boolean {
    return this.byId.has(id);
  }

  /** The resources of the given types that a value refers to. */
  named(value: Value, ...types: string[]): Resource[] {
    const ids = new Set(referencesIn(value).map(({ id }) => id));
    return [...ids].flatMap((id) => this.byId.get(id) ?? []).filter(({ type }) => types.includes(type));
  }
}

/** Everything that a value refers to, with `Ref`, `Fn::GetAtt` and `Fn::Sub`, at any depth. */
export function referencesIn(value: Value): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries<Value>(value).flatMap(([key, inner]) => {
    if (key === 'Ref' && typeof inner === 'string') return [{ id: inner }];
    if (key === 'Fn::GetAtt') return [attributeOf(inner)];
    if (key === 'Fn::Sub') return [...referencesInText([inner].flat()[0]), ...referencesIn([inner].flat().slice(1))];
    return referencesIn(inner);
  });
}

function attributeOf(inner: Value): Reference {
  const [id, ...attribute] = typeof inner === 'string' ? inner.split('.') : inner;
  return { id, attribute: attribute.join('.') };
}

function referencesInText(text: Value): Reference[] {
  return [...String(text).matchAll(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g)].map(([, id = '', attribute]) => ({ id, attribute }));
}

/** Whether a value refers to a resource. */
export function names(value: Value, { id }: Resource): boolean {
  return referencesIn(value).some((reference) => reference.id === id);
}

/** A value as a string: `<LogicalId.Attribute>` for a reference, and `<?>` for what only CloudFormation knows. */
export function textOf(value: Value): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value;
  if (Array.isArray(join)) return listOf(join[1]).map(textOf).join(join[0]);
  if (typeof sub === 'string') return sub.replaceAll(/\$\{([^!}]+)\}/g, '<$1>');
  const [reference] = 'Ref' in value || 'Fn::GetAtt' in value ? referencesIn(value) : [];
  return reference ? `<${[reference.id, reference.attribute].filter(Boolean).join('.')}>` : '<?>';
}

/** Returns a literal number, which CloudFormation also accepts as a string; `undefined` for any other value. */
export function numberOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** Whether CloudFormation treats a value as true. */
export function isTrue(value: Value): boolean {
  return value === true || value === 'true';
}

/** Returns a list unchanged, and a single value as a list. */
export function listOf(value: Value): Value[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** A value in one short line, for reports. */
export function show(value: Value): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
