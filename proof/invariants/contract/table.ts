import type { Invariant, Violation } from '../invariant';
import { isTrue, listOf, type Resource, show, type Value } from '../template';
import { functionsIn, tableIn } from './application';
import type { Contract, KeyPair } from './contract';

export const contractTable = (contract: Contract): Invariant => ({
  name: 'contract-table',
  holds: 'The table has the keys, the index and the time-to-live attribute that the code uses.',
  violations: (template) => {
    const functions = functionsIn(template, contract);
    const table = tableIn(template, functions);
    if (!table) return [];
    return [
      ...keys(table, contract),
      ...index(table, contract), // part: sweep
      ...timeToLive(table, contract),
    ];
  },
});

/** Keys as a template writes them: `owner HASH S, id RANGE S`. */
function schemaOf(properties: Value, schema: Value): string {
  const typeOf = (name: Value) =>
    listOf(properties.AttributeDefinitions).find(({ AttributeName }) => AttributeName === name)?.AttributeType;
  return listOf(schema)
    .map(({ AttributeName, KeyType }) => `${show(AttributeName)} ${show(KeyType)} ${show(typeOf(AttributeName))}`)
    .join(', ');
}

const expectedOf = ({ partitionKey, sortKey }: KeyPair) =>
  `${partitionKey.name} HASH ${partitionKey.type}, ${sortKey.name} RANGE ${sortKey.type}`;

function keys({ id, properties }: Resource, { table }: Contract): Violation[] {
  const found = schemaOf(properties, properties.KeySchema);
  if (found === expectedOf(table)) return [];
  return [{ id, value: `KeySchema ${found}`, required: `${expectedOf(table)} (tableSchema in lambda/contract.ts)` }];
}

// part: sweep
function index({ id, properties }: Resource, { table: { pendingIndex } }: Contract): Violation[] {
  const indexes = listOf(properties.GlobalSecondaryIndexes);
  const found = indexes.find(({ IndexName }) => IndexName === pendingIndex.name);
  const schema = found && schemaOf(properties, found.KeySchema);
  if (schema === expectedOf(pendingIndex)) return [];
  return [
    {
      id,
      value: found ? `${pendingIndex.name} ${schema}` : `indexes ${show(indexes.map(({ IndexName }) => IndexName))}`,
      required: `${pendingIndex.name} with ${expectedOf(pendingIndex)} (tableSchema in lambda/contract.ts)`,
    },
  ];
}

function timeToLive({ id, properties }: Resource, { table }: Contract): Violation[] {
  const { AttributeName, Enabled } = properties.TimeToLiveSpecification ?? {};
  if (AttributeName === table.timeToLive && isTrue(Enabled)) return [];
  return [
    {
      id,
      value: `TimeToLiveSpecification ${show(properties.TimeToLiveSpecification)}`,
      required: `${table.timeToLive}, enabled (tableSchema in lambda/contract.ts)`,
    },
  ];
}
