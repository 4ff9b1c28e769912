import type { Invariant } from '../invariant';
import { contractChanges } from './changes';
import type { Contract } from './contract';
import { contractEnvironment } from './environment';
import { contractEvents } from './events';
import { contractMachines } from './machines';
import { contractMetrics } from './metrics';
import { contractRoutes } from './routes';
import { contractScopes } from './scopes';
import { contractSweep } from './sweep';
import { contractTable } from './table';
import { contractUploads } from './uploads';

/** The invariants that compare a template with the code. A template without a function of the application satisfies all of them. */
export const contractInvariants = (contract: Contract): readonly Invariant[] =>
  [
    contractEnvironment,
    contractMachines,
    contractUploads,
    contractChanges,
    contractTable,
    contractSweep, // part: sweep
    contractEvents,
    contractMetrics,
    contractRoutes,
    contractScopes,
  ].map((invariant) => invariant(contract));
