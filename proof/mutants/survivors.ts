import { findingsIn, type invariantsFor } from '../invariants';
import type { Value } from '../invariants/template';
import { type GenericMutant, mutantsOf, type Operator } from './generic';

/** The mutants of one kind, over all templates, that no invariant has seen. */
export interface Survivor {
  readonly operator: Operator;
  readonly type: string;
  readonly property: string;
  /** How many there are. */
  count: number;
  /** One of them: its template, with the change in it, and its resource. */
  readonly example: { readonly sound: Value; readonly damaged: Value; readonly id: string };
}

/** What became of the generic mutants. */
export interface Tally {
  readonly mutants: number;
  readonly killed: number;
  readonly survivors: readonly Survivor[];
}

/** Tries every generic mutant of every template. @throws Error where an invariant throws in place of judging */
export function judge(templates: readonly Value[], invariants: ReturnType<typeof invariantsFor>): Tally {
  const survivors = new Map<string, Survivor>();
  let mutants = 0;
  let killed = 0;
  for (const template of templates) {
    const sound = structuredClone(template);
    const draft = structuredClone(template);
    for (const mutant of mutantsOf(draft)) {
      mutants += 1;
      const undo = mutant.apply();
      if (findingsIn(draft, invariants).length > 0) killed += 1;
      else survive(survivors, mutant, sound, draft);
      undo();
    }
  }
  return { mutants, killed, survivors: [...survivors.values()] };
}

function survive(
  survivors: Map<string, Survivor>,
  { operator, type, property, id }: GenericMutant,
  sound: Value,
  draft: Value,
): void {
  const key = `${operator} ${type} ${property}`;
  const known = survivors.get(key);
  if (known) known.count += 1;
  else survivors.set(key, { operator, type, property, count: 1, example: { sound, damaged: structuredClone(draft), id } });
}
