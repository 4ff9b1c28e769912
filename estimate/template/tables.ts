import type { Resource, Template } from './template';

/** A table of DynamoDB. */
export interface DeployedTable {
  readonly id: string;
  readonly isOnDemand: boolean;
  readonly hasRecovery: boolean;
  /** Indexes, each of which every write changes too. */
  readonly indexes: number;
  /** Indexes that contain whole items. */
  readonly wholeIndexes: number;
  /** Units that are provisioned, with those of the indexes. With auto scaling, the fewest. */
  readonly writeCapacity: number;
  readonly readCapacity: number;
}

export function tablesIn(template: Template): DeployedTable[] {
  return [...template.of('AWS::DynamoDB::Table').map(tableOf), ...template.of('AWS::DynamoDB::GlobalTable').map(globalTableOf)];
}

interface Index {
  readonly IndexName?: string;
  readonly Projection?: { readonly ProjectionType?: string };
}

function indexesOf({ properties }: Resource) {
  const indexes: readonly Index[] = [...(properties.GlobalSecondaryIndexes ?? []), ...(properties.LocalSecondaryIndexes ?? [])];
  return {
    indexes: indexes.length,
    wholeIndexes: indexes.filter(({ Projection }) => Projection?.ProjectionType === 'ALL').length,
  };
}

const isOnDemand = (properties: Resource['properties']) => properties.BillingMode === 'PAY_PER_REQUEST';
const hasRecovery = (settings: Resource['properties']) =>
  settings?.PointInTimeRecoverySpecification?.PointInTimeRecoveryEnabled === true;

function tableOf(table: Resource): DeployedTable {
  const { id, properties } = table;
  const parts = [properties, ...(properties.GlobalSecondaryIndexes ?? [])];
  const sum = (name: string) =>
    isOnDemand(properties) ? 0 : parts.reduce((units, part) => units + Number(part.ProvisionedThroughput?.[name] ?? 0), 0);
  return {
    id,
    isOnDemand: isOnDemand(properties),
    hasRecovery: hasRecovery(properties),
    ...indexesOf(table),
    writeCapacity: sum('WriteCapacityUnits'),
    readCapacity: sum('ReadCapacityUnits'),
  };
}

/** The replica of a global table in its own region: the first one. */
function globalTableOf(table: Resource): DeployedTable {
  const { id, properties } = table;
  const [replica = {}] = properties.Replicas ?? [];
  const writes: Resource['properties'][] = [properties, ...(properties.GlobalSecondaryIndexes ?? [])];
  const reads: Resource['properties'][] = [replica, ...(replica.GlobalSecondaryIndexes ?? [])];
  const sum = (parts: Resource['properties'][], unitsOf: (part: Resource['properties']) => unknown) =>
    isOnDemand(properties) ? 0 : parts.reduce((units, part) => units + Number(unitsOf(part) ?? 0), 0);
  return {
    id,
    isOnDemand: isOnDemand(properties),
    hasRecovery: hasRecovery(replica),
    ...indexesOf(table),
    writeCapacity: sum(writes, (part) => part.WriteProvisionedThroughputSettings?.WriteCapacityAutoScalingSettings?.MinCapacity),
    readCapacity: sum(reads, ({ ReadProvisionedThroughputSettings: settings }) => {
      return settings?.ReadCapacityUnits ?? settings?.ReadCapacityAutoScalingSettings?.MinCapacity;
    }),
  };
}

/** The table that a function uses: one to which its environment refers, or the first. */
export function tableFor(template: Template, tables: readonly DeployedTable[], functionId: string): DeployedTable | undefined {
  const referred = template.referencesIn(template.get(functionId)?.properties.Environment);
  return tables.find(({ id }) => referred.some((resource) => resource.id === id)) ?? tables[0];
}
