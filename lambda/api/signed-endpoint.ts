import type { CreateEndpoint, Endpoint } from './endpoint';
import { verifySignature } from './signature';

/**
 * An endpoint for another system: each request is signed with the secret that its row names. It has a separate
 * file so that only functions with such an endpoint load the check.
 */
export const signedEndpoint: CreateEndpoint = (spec) =>
  ({ access: 'signed', verify: verifySignature, ...spec }) as unknown as Endpoint;
