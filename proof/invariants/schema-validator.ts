import { createRequire } from 'node:module';
import { type ServiceLimits, serviceLimits } from './service-limits';
import type { Resource } from './template';

/** A finding of the validator: something that AWS's schema of a resource type does not accept. */
export interface Diagnostic {
  readonly ruleId: string;
  /** `WARN` also for a value that is not in its enum, because services add values. */
  readonly severity: 'FATAL' | 'ERROR' | 'WARN' | 'INFO' | 'DEBUG';
  readonly message: string;
  /** `Properties.ScalingConfig.MaximumConcurrency` */
  readonly propertyPath?: string;
}

/** The part of `@aws/cloudformation-validate` that is used here. */
interface CloudFormationValidate {
  readonly SchemaValidator: new (config: {
    additionalSchemas: readonly { schema: string }[];
  }) => { validate(template: unknown): Diagnostic[] };
  readonly TemplateContent: new (json: string) => unknown;
}

let validator: ((resource: Pick<Resource, 'type' | 'properties'>) => Diagnostic[]) | undefined;

/**
 * Checks one resource against AWS's resource schemas, which are bundled with aws-cdk-lib. Values of intrinsic functions are not checked.
 * The first call takes a second, because it loads the schemas.
 */
export function diagnosticsOf(resource: Pick<Resource, 'type' | 'properties'>): Diagnostic[] {
  validator ??= load();
  return validator(resource);
}

function load(): NonNullable<typeof validator> {
  const { SchemaValidator, TemplateContent } = bundled();
  const schemas = new SchemaValidator({
    additionalSchemas: overlays(serviceLimits).map((overlay) => ({ schema: JSON.stringify(overlay) })),
  });
  return ({ type: Type, properties: Properties }) =>
    schemas.validate(new TemplateContent(JSON.stringify({ Resources: { It: { Type, Properties } } })));
}

/**
 * The validator that aws-cdk-lib uses for templates. It is a bundled dependency of aws-cdk-lib, so that both use the same schemas.
 * @throws Error when aws-cdk-lib does not contain it
 */
function bundled(): CloudFormationValidate {
  try {
    return createRequire(require.resolve('aws-cdk-lib'))('@aws/cloudformation-validate');
  } catch (cause) {
    throw new Error(
      'aws-cdk-lib does not contain @aws/cloudformation-validate, whose schemas accepted-values uses. Install aws-cdk-lib 2.262 or later.',
      { cause },
    );
  }
}

/** A part of a JSON schema. */
export interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** The limits in `service-limits.ts` as schemas, one for each type. They are merged with the schemas of AWS. */
export function overlays(rows: readonly ServiceLimits[]): (Schema & { typeName: string })[] {
  const byType = new Map<string, Schema & { typeName: string }>();
  for (const { types, limits } of rows) {
    for (const typeName of types) {
      const schema = byType.get(typeName) ?? { typeName };
      byType.set(typeName, schema);
      for (const [path, limit] of Object.entries(limits)) Object.assign(placeOf(schema, path), limit);
    }
  }
  return [...byType.values()];
}

function placeOf(schema: Schema, path: string): Schema {
  return path.split('.').reduce<Schema>((place, key) => {
    if (key === '*') {
      place.items ??= {};
      return place.items;
    }
    place.properties ??= {};
    const { properties } = place;
    properties[key] ??= {};
    return properties[key];
  }, schema);
}
