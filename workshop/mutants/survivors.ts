import type { Invariant } from '../../proof/invariants/invariant';
import { Template, type Value } from '../../proof/invariants/template';
import { type GenericMutant, mutantsOf } from './generic';

/** A mutant that survives all invariants, in every template that has its place. */
export interface Survivor extends Pick<GenericMutant, 'operator' | 'type' | 'property' | 'place'> {
  /** Number of templates. */
  count: number;
  /** One of the templates, without the mutation. */
  readonly sound: Value;
  /** A copy of that template with the mutation. */
  readonly damaged: () => Value;
}

/** The result of the generic mutants. */
export interface MutationResult {
  /** Number of mutants of each resource type. */
  readonly mutants: ReadonlyMap<string, number>;
  readonly survivors: readonly Survivor[];
}

/** Tries every generic mutant of every template. @throws Error from an invariant that fails */
export function judge(templates: readonly Value[], invariants: readonly Invariant[]): MutationResult {
  const mutants = new Map<string, number>();
  const survivors = new Map<string, Survivor>();
  // The invariant that reported the last mutant of a type will most likely report the next.
  const likely = new Map<string, Invariant>();
  for (const sound of templates) {
    const draft = structuredClone(sound);
    for (const mutant of mutantsOf(draft)) {
      mutants.set(mutant.type, (mutants.get(mutant.type) ?? 0) + 1);
      const undo = mutant.apply();
      const template = new Template(draft);
      const found = [likely.get(mutant.type), ...invariants].find(
        (invariant) => invariant && invariant.violations(template).length > 0,
      );
      if (found) likely.set(mutant.type, found);
      else survive(survivors, mutant, sound, draft);
      undo();
    }
  }
  return { mutants, survivors: [...survivors.values()] };
}

function survive(
  survivors: Map<string, Survivor>,
  { operator, type, property, place, apply }: GenericMutant,
  sound: Value,
  draft: Value,
): void {
  const known = survivors.get(place);
  if (known) {
    known.count += 1;
    return;
  }
  const damaged = () => {
    const undo = apply();
    const copy = structuredClone(draft);
    undo();
    return copy;
  };
  survivors.set(place, { operator, type, property, place, count: 1, sound, damaged });
}

/** Number of mutants, over all templates. */
export function countOf(survivors: readonly Survivor[]): number {
  return survivors.reduce((sum, { count }) => sum + count, 0);
}
