/** Whether an event matches a pattern. */
export type EventFilter = (event: unknown) => boolean;

/**
 * Parses a filter pattern of an event source mapping, or the pattern of a rule: every field that it names must match one of its
 * alternatives. It supports exact values, `exists`, `prefix`, `suffix`, `numeric` and `anything-but`.
 * @throws Error for any other comparison
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html#filtering-syntax
 */
export function eventPattern(pattern: object): EventFilter {
  const fields = Object.entries(pattern).map(([name, expected]): [string, EventFilter] => [name, fieldFilter(name, expected)]);
  if (fields.length === 0) throw new Error('A pattern, or a part of it, names no field.');
  return (event) => {
    const parts = Array.isArray(event) ? event : [event];
    return parts.some((part) => fields.every(([name, matches]) => matches(isObject(part) ? part[name] : undefined)));
  };
}

function fieldFilter(name: string, expected: unknown): EventFilter {
  if (name.startsWith('$')) throw new Error(`The pattern's ${name} is not supported.`);
  if (isObject(expected)) return eventPattern(expected);
  if (!Array.isArray(expected) || expected.length === 0) throw new Error(`The pattern's ${name} must be an array of alternatives.`);
  const alternatives = expected.map((alternative) => leafFilter(name, alternative));
  return (value) => alternatives.some((matches) => matches(value));
}

function leafFilter(name: string, alternative: unknown): EventFilter {
  if (isLeaf(alternative)) return oneOf((leaf) => leaf === alternative);
  const [[comparison, operand] = [], ...others] = Object.entries(alternative as object);
  if (others.length === 0) {
    // Only leaves exist; an object is not a leaf.
    if (comparison === 'exists' && typeof operand === 'boolean') return (value) => leavesOf(value).length > 0 === operand;
    if (comparison === 'prefix' && typeof operand === 'string') {
      return oneOf((leaf) => typeof leaf === 'string' && leaf.startsWith(operand));
    }
    if (comparison === 'suffix' && typeof operand === 'string') {
      return oneOf((leaf) => typeof leaf === 'string' && leaf.endsWith(operand));
    }
    if (comparison === 'numeric' && Array.isArray(operand)) return numericFilter(name, operand);
    if (comparison === 'anything-but') {
      const excluded: unknown[] = Array.isArray(operand) ? operand : [operand];
      if (excluded.length > 0 && excluded.every(isLeaf)) return oneOf((leaf) => !excluded.includes(leaf));
    }
  }
  throw new Error(`The pattern's ${name} has a comparison that is not supported: ${JSON.stringify(alternative)}.`);
}

/** Conditions such as `['>', 0, '<=', 5]`, which must all hold. A string of digits is no number. */
function numericFilter(name: string, conditions: readonly unknown[]): EventFilter {
  const checks: ((value: number) => boolean)[] = [];
  for (let index = 0; index < conditions.length; index += 2) {
    const compare = comparisons.get(conditions[index]);
    const limit = conditions[index + 1];
    if (!compare || typeof limit !== 'number') {
      throw new Error(`The pattern's ${name} has a numeric comparison that is not supported: ${JSON.stringify(conditions)}.`);
    }
    checks.push((value) => compare(value, limit));
  }
  if (checks.length === 0) throw new Error(`The pattern's ${name} has a numeric comparison without a condition.`);
  return oneOf((leaf) => typeof leaf === 'number' && checks.every((holds) => holds(leaf)));
}

const comparisons = new Map<unknown, (value: number, limit: number) => boolean>([
  ['=', (value, limit) => value === limit],
  ['<', (value, limit) => value < limit],
  ['<=', (value, limit) => value <= limit],
  ['>', (value, limit) => value > limit],
  ['>=', (value, limit) => value >= limit],
]);

/** For an array in the event, one matching element is sufficient. */
const oneOf =
  (matches: (leaf: unknown) => boolean): EventFilter =>
  (value) =>
    leavesOf(value).some(matches);

const leavesOf = (value: unknown) => (Array.isArray(value) ? value : [value]).filter(isLeaf);

const isLeaf = (value: unknown) => value === null || ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
