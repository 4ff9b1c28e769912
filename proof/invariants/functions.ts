import type { Resource, Template, Value } from './template';

export const functionTypes = ['AWS::Lambda::Function', 'AWS::Serverless::Function'] as const;

/**
 * The CDK's own functions that a template of this application may contain, by the end of their path. They do not follow the rules of
 * this application: they have no alias and no architecture. Any other function must be one of the application.
 */
export const providers = [
  // Empties buckets before they are deleted.
  'Custom::S3AutoDeleteObjectsCustomResourceProvider/Handler',
  // Copies the page into its bucket.
  'Custom::CDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C/Resource',
] as const;

/** Whether it is a function of the CDK, which runs during deployments. */
export function isProvider({ path }: Resource): boolean {
  return providers.some((provider) => path === provider);
}

/** The functions of the application. */
export function ownFunctions(template: Template): Resource[] {
  return template.of(...functionTypes).filter((fn) => !isProvider(fn));
}

/** The function that a value refers to, directly or by its alias or version. */
export function functionBehind(template: Template, value: Value): Resource | undefined {
  const [fn] = template.named(value, ...functionTypes);
  if (fn) return fn;
  const [qualified] = template.named(value, 'AWS::Lambda::Alias', 'AWS::Lambda::Version');
  return qualified && template.named(qualified.properties.FunctionName, ...functionTypes)[0];
}

/** Whether a value refers to an alias, and not to the function behind it. */
export function isAlias(template: Template, value: Value): boolean {
  const others = template.named(value, ...functionTypes, 'AWS::Lambda::Version');
  return (
    template.named(value, 'AWS::Lambda::Alias').length === 1 && others.length === 0 && !JSON.stringify(value).includes('$LATEST')
  );
}

/** Returns the role of a function, if the template contains it. */
export function roleOf(template: Template, fn: Resource): Resource | undefined {
  return template.named(fn.properties.Role, 'AWS::IAM::Role')[0];
}
