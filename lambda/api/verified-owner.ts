import type { Owner } from '../core/image';

/** What a verified token says. */
export type Claims = Readonly<Record<string, unknown>>;

/** Whom a token speaks for that the host has verified; `undefined` when it is nobody, or not meant for an API. */
export function verifiedOwner({ sub, token_use }: Claims = {}): Owner | undefined {
  // An ID token is for the client that asked for it, and for no API. Where a route requires no scope, API Gateway takes it all the same.
  return typeof sub === 'string' && token_use !== 'id' ? sub : undefined;
}
