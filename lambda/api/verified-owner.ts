import type { Owner } from '../core/image';

/** Claims of a verified token. */
export type Claims = Readonly<Record<string, unknown>>;

/** Returns the owner that a verified token names; `undefined` if it names none or is not an access token. */
export function verifiedOwner({ sub, token_use }: Claims = {}): Owner | undefined {
  // An ID token is for its client, not for an API. API Gateway accepts it on a route that requires no scope.
  return typeof sub === 'string' && token_use !== 'id' ? sub : undefined;
}
