import { isDeepStrictEqual } from 'node:util';
import { fullDiff, ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import { type StatefulType, statefulTypes } from './stateful-types';

/** What a deployment of the one template over the other would do. */
export interface Comparison {
  /** One line for each resource that would be lost with what it holds, or whose change would fail: what, why, and what to do. */
  readonly losses: readonly string[];
  /** One line for each kind of change, with the number of resources. */
  readonly summary: readonly string[];
}

type ResourceDifference = TemplateDiff['resources']['changes'][string];

/** Compares two templates; where one comes from a file, both must be normalised. */
export function compareTemplates(before: object, after: object): Comparison {
  const { resources, outputs } = fullDiff({ ...before }, { ...after });
  const losses: string[] = [];
  const kinds = new Map<string, { count: number; properties: Set<string> }>();
  const count = (kind: string, properties: readonly string[]) => {
    const known = kinds.get(kind) ?? { count: 0, properties: new Set() };
    for (const property of properties) known.properties.add(property);
    kinds.set(kind, { ...known, count: known.count + 1 });
  };

  resources.forEachDifference((id, change) => {
    const type = change.oldResourceType ?? change.newResourceType ?? 'a resource without a type';
    const stateful = statefulTypes[type];
    const loss = stateful && lossOf(change, stateful);
    if (loss) losses.push(`${id} (${type}) ${loss}`);
    count(`${verbOf(change)} ${type}`, change.isUpdate ? [...propertiesOf(change), ...Object.keys(change.otherChanges)] : []);
  });
  outputs.forEachDifference((id, { isAddition, isRemoval }) => {
    count(`${isAddition ? 'added' : isRemoval ? 'removed' : 'changed'} output`, [id]);
  });
  const summary = [...kinds].map(([kind, { count, properties }]) => {
    const names = properties.size > 0 ? `: ${[...properties].sort().join(', ')}` : '';
    return `${count} ${kind}${names}`;
  });
  return { losses: losses.sort(), summary: summary.sort((a, b) => wordsOf(a).localeCompare(wordsOf(b))) };
}

const wordsOf = (line: string) => line.replace(/^\d+ /, '');

const propertiesOf = (change: ResourceDifference) => Object.keys(change.propertyUpdates);

function verbOf({ isAddition, isRemoval, changeImpact }: ResourceDifference): string {
  if (isAddition) return 'added';
  if (isRemoval) return 'removed';
  return changeImpact === ResourceImpact.WILL_REPLACE ? 'replaced' : 'changed';
}

/** How a stateful resource would be lost, and what to do about it; `undefined` when it would not. */
function lossOf(change: ResourceDifference, { holds, fixed = [], growing = [] }: StatefulType): string | undefined {
  const { changeImpact, newResourceType } = change;
  const gone = 'the template has it no more, perhaps because a construct was renamed or moved';
  const keepId = 'Give the construct its place back, or its logical id with overrideLogicalId().';
  if (changeImpact === ResourceImpact.WILL_DESTROY) {
    return `would be destroyed: ${gone}. With it would go the ${holds}. ${keepId}`;
  }
  if (changeImpact === ResourceImpact.WILL_ORPHAN) {
    return `would be left behind by the stack: ${gone}. The ${holds} would stay there, out of the application's reach. ${keepId}`;
  }
  if (change.resourceTypeChanged) {
    return `cannot become ${newResourceType}: CloudFormation refuses to change a type. Make the new one beside it and move the ${holds}.`;
  }
  const refused = [
    ...propertiesOf(change).filter((property) => fixed.includes(property)),
    ...growing.filter((property) => !growsOnly(change.oldProperties?.[property], change.newProperties?.[property])),
  ];
  if (refused.length > 0) {
    return `cannot be changed in ${refused.join(', ')}: AWS would refuse it and roll back. Take it back, or make a new one and move the ${holds}.`;
  }
  const replacing = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
  if (!replacing.includes(changeImpact)) return undefined;
  const why = Object.entries(change.propertyUpdates).filter(([, property]) =>
    replacing.includes(property.changeImpact as ResourceImpact),
  );
  const may = changeImpact === ResourceImpact.MAY_REPLACE ? 'might' : 'would';
  return (
    `${may} be replaced by an empty one: ${why.map(([property]) => property).join(', ')} cannot be changed in place. ` +
    `Take the change back, or make a second one beside it and move the ${holds}.`
  );
}

/** Whether every entry of the old list stands in the new one as it was. */
function growsOnly(before: readonly unknown[] = [], after: readonly unknown[] = []): boolean {
  return before.every((entry) => after.some((candidate) => isDeepStrictEqual(entry, candidate)));
}
