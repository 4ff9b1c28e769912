import type { AnswerSpec, BodySpec, Endpoint, Input, Spec } from './endpoint';
import { verifySignature } from './signature';

/**
 * An endpoint for another system, such as a webhook: each request is signed with the secret that its row names. It has a separate
 * file so that only functions with such an endpoint load the check.
 */
export function signedEndpoint<
  Answer extends AnswerSpec | undefined = undefined,
  Params = undefined,
  Query = undefined,
  Body extends BodySpec | undefined = undefined,
  Headers = undefined,
>(spec: Spec<Input<Params, Query, Body>, Params, Query, Body, Answer, Headers>): Endpoint {
  return { access: 'signed', verify: verifySignature, ...spec } as unknown as Endpoint;
}
