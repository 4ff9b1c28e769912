import { containerMutants } from './containers';
import { contractMutants } from './contract';
import { functionMutants } from './functions';
import type { MutantsByInvariant } from './mutants';
import { permissionMutants } from './permissions';
import { routeMutants } from './routes';
import { signInMutants } from './sign-in';
import { storageMutants } from './storage';
import { valueMutants } from './values';
import { webMutants } from './web';

/** The variant whose template the mutants of an invariant change. Uploads have one receiver: the function, or containers. */
export const variantFor = (invariant: string) => (invariant in containerMutants ? 'watched-fargate' : 'everything-on');

/** All handwritten mutants, for the templates of `variantFor`. */
export const handwrittenMutants: MutantsByInvariant = {
  ...permissionMutants,
  ...functionMutants,
  ...storageMutants,
  ...routeMutants,
  ...webMutants,
  ...signInMutants,
  ...contractMutants,
  ...containerMutants,
  ...valueMutants,
};
