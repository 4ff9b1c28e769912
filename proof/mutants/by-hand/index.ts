import { functionMutants } from './functions';
import type { MutantsByInvariant } from './mutants';
import { permissionMutants } from './permissions';
import { routeMutants } from './routes';
import { storageMutants } from './storage';

/** All mutants that are written by hand, for the template with everything on. */
export const mutantsByHand: MutantsByInvariant = { ...permissionMutants, ...functionMutants, ...storageMutants, ...routeMutants };
