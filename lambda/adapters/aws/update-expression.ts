import { marshall } from '@aws-sdk/util-dynamodb';

/** A conditional update of some attributes of an item. */
export interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** A condition expression, with `#name` for an attribute and `:name` for a value. Empty parts are left out. */
  readonly condition: readonly (string | undefined)[];
  /** Values that only the condition uses. The values of `set` are available under their attributes' names. */
  readonly compare?: Readonly<Record<string, unknown>>;
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html */
export function toExpressions({ set, remove = [], condition, compare = {} }: Change) {
  const conditions = condition.filter(Boolean).join(' ');
  const assignments = Object.keys(set).map((name) => `#${name} = :${name}`);
  const removal = remove.length > 0 ? ` REMOVE ${remove.map((name) => `#${name}`)}` : '';
  const named = [...conditions.matchAll(/#(\w+)/g)].map(([, name = '']) => name);
  return {
    UpdateExpression: `SET ${assignments}${removal}`,
    ConditionExpression: conditions,
    ExpressionAttributeNames: Object.fromEntries([...Object.keys(set), ...remove, ...named].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: marshall(
      Object.fromEntries(Object.entries({ ...set, ...compare }).map(([name, value]) => [`:${name}`, value])),
    ),
  };
}
