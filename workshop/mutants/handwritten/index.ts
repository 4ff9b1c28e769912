import { contractMutants } from './contract';
import { functionMutants } from './functions';
import type { MutantsByInvariant } from './mutants';
import { permissionMutants } from './permissions';
import { routeMutants } from './routes';
import { signInMutants } from './sign-in';
import { storageMutants } from './storage';
import { valueMutants } from './values';
import { webMutants } from './web';

/** All mutants that are written by hand, for the template with everything on. */
export const mutantsByHand: MutantsByInvariant = {
  ...permissionMutants,
  ...functionMutants,
  ...storageMutants,
  ...routeMutants,
  ...webMutants,
  ...signInMutants,
  ...contractMutants,
  ...valueMutants,
};
