import type { Draft } from '../../../test/proof/draft';

/** Mutations that one invariant must report. Each name says what is wrong with the template. */
export type Mutants = Readonly<Record<string, (draft: Draft) => void>>;

/** Mutants by the name of the invariant. */
export type MutantsByInvariant = Readonly<Record<string, Mutants>>;
