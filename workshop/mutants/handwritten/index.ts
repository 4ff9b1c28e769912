import { contractMutants } from './contract';
import { functionMutants } from './functions';
import type { MutantsByInvariant } from './mutants';
import { permissionMutants } from './permissions';
import { routeMutants } from './routes';
import { signInMutants } from './sign-in';
import { storageMutants } from './storage';
import { valueMutants } from './values';
import { webMutants } from './web';

/** All handwritten mutants, for the template with all options. */
export const handwrittenMutants: MutantsByInvariant = {
  ...permissionMutants,
  ...functionMutants,
  ...storageMutants,
  ...routeMutants,
  ...webMutants,
  ...signInMutants,
  ...contractMutants,
  ...valueMutants,
};
