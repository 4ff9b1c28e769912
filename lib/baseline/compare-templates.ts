import { isDeepStrictEqual } from 'node:util';
import { fullDiff, ResourceImpact, type TemplateDiff } from '@aws-cdk/cloudformation-diff';
import { type StatefulType, statefulTypes } from './stateful-types';

export interface Loss {
  /** Logical id of the resource. */
  readonly id: string;
  /** What would be lost, why, and what to do. */
  readonly text: string;
}

/** What a deployment of one template over another would do. */
export interface Comparison {
  /** The resources that would be lost with what they hold, or whose change would fail. */
  readonly losses: readonly Loss[];
  /** One line for each kind of change, with the number of resources. */
  readonly summary: readonly string[];
}

type ResourceDifference = TemplateDiff['resources']['changes'][string];

/** Compares two templates, both normalized. */
export function compareTemplates(before: object, after: object): Comparison {
  const { resources, outputs } = fullDiff({ ...before }, { ...after });
  const losses: Loss[] = [];
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
    if (loss) losses.push({ id, text: `${id} (${type}) ${loss}` });
    count(`${verbOf(change)} ${type}`, change.isUpdate ? [...propertiesOf(change), ...Object.keys(change.otherChanges)] : []);
  });
  outputs.forEachDifference((id, { isAddition, isRemoval }) => {
    count(`${isAddition ? 'added' : isRemoval ? 'removed' : 'changed'} output`, [id]);
  });
  const summary = [...kinds].map(([kind, { count, properties }]) => {
    const names = properties.size > 0 ? `: ${[...properties].sort().join(', ')}` : '';
    return `${count} ${kind}${names}`;
  });
  return {
    losses: losses.sort((a, b) => a.id.localeCompare(b.id)),
    summary: summary.sort((a, b) => wordsOf(a).localeCompare(wordsOf(b))),
  };
}

const wordsOf = (line: string) => line.replace(/^\d+ /, '');

const propertiesOf = (change: ResourceDifference) => Object.keys(change.propertyUpdates);

function verbOf({ isAddition, isRemoval, changeImpact }: ResourceDifference): string {
  if (isAddition) return 'added';
  if (isRemoval) return 'removed';
  return changeImpact === ResourceImpact.WILL_REPLACE ? 'replaced' : 'changed';
}

/** How a stateful resource would be lost, and what to do; `undefined` when it would not be lost. */
function lossOf(change: ResourceDifference, { holds, fixed = [], growing = [] }: StatefulType): string | undefined {
  const { changeImpact, newResourceType } = change;
  const gone = 'the template no longer contains it, perhaps because a construct was renamed or moved';
  const keepId = 'Undo the move, or keep the logical id with overrideLogicalId().';
  if (changeImpact === ResourceImpact.WILL_DESTROY) {
    return `would be destroyed: ${gone}. The ${holds} would be lost. ${keepId}`;
  }
  if (changeImpact === ResourceImpact.WILL_ORPHAN) {
    return `would be removed from the stack but retained: ${gone}. The application could no longer reach the ${holds}. ${keepId}`;
  }
  if (change.resourceTypeChanged) {
    return `cannot become ${newResourceType}: CloudFormation refuses to change a type. Create a new one beside it and move the ${holds}.`;
  }
  const refused = [
    ...propertiesOf(change).filter((property) => fixed.includes(property)),
    ...growing.filter((property) => !growsOnly(change.oldProperties?.[property], change.newProperties?.[property])),
  ];
  if (refused.length > 0) {
    return `cannot be changed in ${refused.join(', ')}: AWS would reject the update and roll back. Undo the change, or create a new one and move the ${holds}.`;
  }
  const replacing = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
  if (!replacing.includes(changeImpact)) return undefined;
  const why = Object.entries(change.propertyUpdates).filter(([, property]) =>
    replacing.includes(property.changeImpact as ResourceImpact),
  );
  const may = changeImpact === ResourceImpact.MAY_REPLACE ? 'might' : 'would';
  return (
    `${may} be replaced by an empty one: ${why.map(([property]) => property).join(', ')} cannot be changed in place. ` +
    `Undo the change, or create a second one beside it and move the ${holds}.`
  );
}

/** Whether the new list contains every entry of the old one unchanged. */
function growsOnly(before: readonly unknown[] = [], after: readonly unknown[] = []): boolean {
  return before.every((entry) => after.some((candidate) => isDeepStrictEqual(entry, candidate)));
}
