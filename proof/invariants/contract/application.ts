import type { FunctionName } from '../../../lib/functions';
import { servedQueues } from '../containers';
import { functionBehind, functionTypes } from '../functions';
import type { Resource, Template } from '../template';
import type { Contract } from './contract';

/** Returns the application's functions in a template. Without any, the template belongs to another application. */
export function functionsIn(template: Template, { functions }: Contract): Map<FunctionName, Resource> {
  const all = template.of(...functionTypes);
  const found = Object.keys(functions).flatMap((name): [FunctionName, Resource][] => {
    const fn = all.find(({ path }) => path === `Service/${name}/Function/Resource`);
    return fn ? [[name as FunctionName, fn]] : [];
  });
  return new Map(found);
}

/** The event source mappings that invoke a function. */
export function mappingsOf(template: Template, fn: Resource | undefined): Resource[] {
  return template
    .of('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => fn && functionBehind(template, properties.FunctionName) === fn);
}

/** The queues that invoke a function, or whose messages containers receive instead. */
export function queuesOf(template: Template, fn: Resource | undefined): Resource[] {
  const mappings = mappingsOf(template, fn);
  if (mappings.length === 0) return servedQueues(template); // part: containers
  return mappings.flatMap(({ properties }) => template.named(properties.EventSourceArn, 'AWS::SQS::Queue'));
}

/** The resource that an environment variable of a function refers to. */
export function inEnvironment(template: Template, fn: Resource | undefined, key: string, ...types: string[]): Resource | undefined {
  const named = template.named(fn?.properties.Environment?.Variables?.[key], ...types);
  return named.length === 1 ? named[0] : undefined;
}

/** The table of the records. */
export function tableIn(template: Template, functions: ReadonlyMap<string, Resource>): Resource | undefined {
  const types = ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'];
  return inEnvironment(template, functions.get('get-image'), 'TABLE_NAME', ...types);
}
