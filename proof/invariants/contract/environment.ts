import type { FunctionName } from '../../../lib/functions';
import type { Invariant, Violation } from '../invariant';
import { names, type Resource, show, type Template, textOf, type Value } from '../template';
import { notifications } from '../triggers';
import { functionsIn, inEnvironment, mappingsOf } from './application';
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
      if (!fn) return [{ id: name, value: 'not there', required: `a function at Service/${name}/Function: lambda has its code` }];
      return environment.flatMap((key) => check(fn, key, expected[key]));
    });
  },
});

/** What an entry has to be, and whether a value is it. */
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
        one(`the queue that ${consumer} is called for`, queuesOf(template, functions.get(consumer))),
      ]),
    ),
    ORIGINALS_BUCKET: one('the bucket whose uploads that queue gets', originals ? [originals] : []),
    RENDITIONS_BUCKET: one(
      'the bucket that resize-image writes to, another than that of the uploads',
      renditions && renditions !== originals ? [renditions] : [],
    ),
    EVENT_BUS: one('a bus of this template, the same for every function', sharedBy(functions, 'EVENT_BUS', buses)),
    IMAGE_SETTINGS: {
      says: `JSON with ${Object.keys(contract.imageSettings).join(', ')}, the same for every function`,
      isMet: (value) => areSettings(value, contract) && value === settingsOf(functions),
    },
    SERVICE_NAME: {
      says: 'the name of the stack, which distinguishes metrics',
      isMet: (value) => isStackName(template, value),
    },
    SERVICE_VERSION: { says: 'a version', isMet: (value) => textOf(value).length > 0 },
    MALLOC_ARENA_MAX: { says: contract.mallocArenas, isMet: (value) => String(value) === contract.mallocArenas },
  };
}

/** The queues that a function is called for. */
function queuesOf(template: Template, fn: Resource | undefined): Resource[] {
  return mappingsOf(template, fn).flatMap(({ properties }) => template.named(properties.EventSourceArn, 'AWS::SQS::Queue'));
}

/** Of some resources the one that every function names which names any; none where they differ. */
function sharedBy(functions: Map<FunctionName, Resource>, key: string, candidates: readonly Resource[]): Resource[] {
  const values = [...functions.values()].flatMap(({ properties }) => properties.Environment?.Variables?.[key] ?? []);
  return candidates.filter((resource) => values.every((value) => names(value, resource)));
}

/** A reference to the one resource that it can be. */
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
      required: `${expectation?.says ?? 'known to proof/invariants/contract'} (environmentOf in lambda/contract.ts)`,
    },
  ];
}
