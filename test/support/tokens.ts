import { createSign, type KeyObject } from 'node:crypto';

export const encodePart = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Returns the claims of a token without verifying it. */
export const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** Creates a token with any claims, like an attacker or another issuer. */
export function signToken(claims: object, signer: KeyObject, header: object = { alg: 'RS256', typ: 'JWT' }): string {
  const text = `${encodePart(header)}.${encodePart(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(signer, 'base64url')}`;
}
