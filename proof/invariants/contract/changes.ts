import type { FunctionName } from '../../../lib/functions';
import type { Invariant, Violation } from '../invariant';
import { listOf, numberOf, type Resource, show, type Template, type Value } from '../template';
import { functionsIn, mappingsOf, tableIn } from './application';
import type { Contract } from './contract';
import { partialFailures } from './uploads';

/** How long DynamoDB keeps a change in the stream, in seconds. */
const streamRetention = 24 * 3600;

export const contractChanges = (contract: Contract): Invariant => ({
  name: 'contract-changes',
  holds:
    'The table’s stream contains what image-changed reads, and a failed change reaches the dead-letter queue before it expires.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    if (functions.size === 0) return [];
    const followers = Object.entries(contract.changePatterns) as [FunctionName, readonly unknown[]][];
    return followers.flatMap(([name, patterns]) => violationsOf(template, functions, name, patterns));
  },
});

function violationsOf(
  template: Template,
  functions: Map<FunctionName, Resource>,
  name: FunctionName,
  patterns: readonly unknown[],
): Violation[] {
  const follower = functions.get(name);
  const mappings = mappingsOf(template, follower);
  const [mapping] = mappings;
  const table = tableIn(template, functions);
  if (!mapping || !table || mappings.length > 1 || !template.named(mapping.properties.EventSourceArn, table.type).includes(table)) {
    return [
      {
        id: follower?.id ?? name,
        value: `called by ${mappings.length} streams`,
        required: 'the stream of the table that the other functions write to',
      },
    ];
  }
  return [
    ...partialFailures(mapping),
    ...viewType(table),
    ...filters(mapping, name, patterns),
    ...startingPosition(mapping),
    ...retryLimits(mapping),
  ];
}

function viewType({ id, properties }: Resource): Violation[] {
  const { StreamViewType } = properties.StreamSpecification ?? {};
  if (StreamViewType === 'NEW_AND_OLD_IMAGES') return [];
  return [
    {
      id,
      value: `StreamViewType ${show(StreamViewType)}`,
      required: 'NEW_AND_OLD_IMAGES: the code compares the old and the new record',
    },
  ];
}

function filters({ id, properties }: Resource, name: FunctionName, expected: readonly unknown[]): Violation[] {
  const patterns = listOf(properties.FilterCriteria?.Filters).map(({ Pattern }) => parsed(Pattern));
  const key = (pattern: unknown) => JSON.stringify(pattern);
  if (JSON.stringify(patterns.map(key).sort()) === JSON.stringify(expected.map(key).sort())) return [];
  return [
    {
      id,
      value: `FilterCriteria ${show(patterns)}`,
      required: `the patterns of ${name} in lambda/events/triggers.ts: ${key(expected)}`,
    },
  ];
}

function parsed(pattern: Value): unknown {
  try {
    return JSON.parse(pattern);
  } catch {
    return pattern;
  }
}

function startingPosition({ id, properties }: Resource): Violation[] {
  if (properties.StartingPosition === 'TRIM_HORIZON') return [];
  return [
    {
      id,
      value: `StartingPosition ${show(properties.StartingPosition)}`,
      required: 'TRIM_HORIZON: with LATEST, changes during the creation of the mapping would be skipped',
    },
  ];
}

/** By default Lambda retries until a change expires in the stream. An expired change does not reach the dead-letter queue. */
function retryLimits({ id, properties }: Resource): Violation[] {
  const { MaximumRecordAgeInSeconds: age, MaximumRetryAttempts: tries } = properties;
  const isBounded = (value: Value, most: number) => (numberOf(value) ?? -1) >= 0 && (numberOf(value) ?? 0) < most;
  if (isBounded(age, streamRetention) && isBounded(tries, Number.POSITIVE_INFINITY)) return [];
  return [
    {
      id,
      value: `MaximumRecordAgeInSeconds ${show(age)}, MaximumRetryAttempts ${show(tries)}`,
      required: `an age below ${streamRetention} and a number of retries: a change that expires in the stream does not reach the dead-letter queue`,
    },
  ];
}
