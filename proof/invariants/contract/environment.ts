import type { FunctionName } from '../../../lib/functions';
import type { Invariant, Violation } from '../invariant';
import { names, type Resource, show, type Template, textOf, type Value } from '../template';
import { notifications } from '../triggers';
import { functionsIn, inEnvironment, queuesOf } from './application';
import type { Contract } from './contract';

export const contractEnvironment = (contract: Contract): Invariant => ({
  name: 'contract-environment',
  holds: 'Every function exists and has the environment variables that its code reads, with the right resources and formats.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    if (functions.size === 0) return [];
    const expected = expectations(template, functions, contract);
    return Object.entries(contract.functions).flatMap(([name, { environment }]) => {
      const fn = functions.get(name as FunctionName);
      if (!fn) return [{ id: name, value: 'missing', required: `a function at Service/${name}/Function, because its code exists` }];
      return environment.flatMap((key) => check(fn, key, expected[key]));
    });
  },
});

/** A description of the expected value, and a check for it. */
interface Expectation {
  readonly says: string;
  readonly isMet: (value: Value) => boolean;
}

function expectations(
  template: Template,
  functions: Map<FunctionName, Resource>,
  contract: Contract,
): Readonly<Record<string, Expectation>> {
  const [queue] = queuesOf(template, functions.get('resize-image'));
  const originals = notifications(template).find(
    ({ target }) => queue && template.named(target, queue.type).includes(queue),
  )?.bucket;
  const renditions = inEnvironment(template, functions.get('resize-image'), 'RENDITIONS_BUCKET', 'AWS::S3::Bucket');
  const tables = template.of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable');
  const buses = template.of('AWS::Events::EventBus');
  return {
    TABLE_NAME: one('a table of this template, the same for every function', sharedBy(functions, 'TABLE_NAME', tables)),
    ...Object.fromEntries(
      Object.entries(contract.queueConsumers).map(([key, consumer]) => [
        key,
        one(`the queue that invokes ${consumer}`, queuesOf(template, functions.get(consumer))),
      ]),
    ),
    ORIGINALS_BUCKET: one('the bucket that sends its uploads to that queue', originals ? [originals] : []),
    RENDITIONS_BUCKET: one(
      'the bucket that resize-image writes to, which is not the bucket of the uploads',
      renditions && renditions !== originals ? [renditions] : [],
    ),
    EVENT_BUS: one('a bus of this template, the same for every function', sharedBy(functions, 'EVENT_BUS', buses)),
    IMAGE_SETTINGS: {
      says: `JSON with ${Object.keys(contract.imageSettings).join(', ')}, the same for every function`,
      isMet: (value) => areSettings(value, contract) && value === settingsOf(functions),
    },
    SERVICE_NAME: {
      says: 'the name of the stack, which is a dimension of the metrics',
      isMet: (value) => isStackName(template, value),
    },
    SERVICE_VERSION: { says: 'a version', isMet: (value) => textOf(value).length > 0 },
    MALLOC_ARENA_MAX: { says: contract.mallocArenas, isMet: (value) => String(value) === contract.mallocArenas },
  };
}

/** The one candidate that all functions with this environment variable refer to. Empty if they refer to different ones. */
function sharedBy(functions: Map<FunctionName, Resource>, key: string, candidates: readonly Resource[]): Resource[] {
  const values = [...functions.values()].flatMap(({ properties }) => properties.Environment?.Variables?.[key] ?? []);
  return candidates.filter((resource) => values.every((value) => names(value, resource)));
}

/** Expects a reference to the only candidate. */
function one(says: string, candidates: readonly Resource[]): Expectation {
  const [resource] = candidates;
  return { says, isMet: (value) => candidates.length === 1 && JSON.stringify(value) === JSON.stringify({ Ref: resource?.id }) };
}

function settingsOf(functions: Map<FunctionName, Resource>): Value {
  return [...functions.values()][0]?.properties.Environment?.Variables?.IMAGE_SETTINGS;
}

function areSettings(value: Value, { imageSettings }: Contract): boolean {
  try {
    const settings = JSON.parse(value);
    return Object.entries(imageSettings).every(
      ([key, sample]) => typeof settings[key] === typeof sample && (typeof sample !== 'number' || settings[key] >= 0),
    );
  } catch {
    return false;
  }
}

export function isStackName({ stack }: Template, value: Value): boolean {
  return textOf(value) === '<AWS::StackName>' || (stack !== undefined && value === stack);
}

function check({ id, properties }: Resource, key: string, expectation: Expectation | undefined): Violation[] {
  const value = properties.Environment?.Variables?.[key];
  if (value !== undefined && expectation?.isMet(value)) return [];
  return [
    {
      id,
      value: `${key} ${show(value)}`,
      required: `${expectation?.says ?? 'a variable that proof/invariants/contract expects'} (environmentOf in lambda/contract.ts)`,
    },
  ];
}
