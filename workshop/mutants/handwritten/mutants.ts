import type { Draft } from '../draft';

/** Damages that one invariant must see, each named by what is wrong with the template then. */
export type Mutants = Readonly<Record<string, (draft: Draft) => void>>;

/** Mutants by the name of the invariant. */
export type MutantsByInvariant = Readonly<Record<string, Mutants>>;
