import { createSign, type KeyObject } from 'node:crypto';

export const encodePart = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** What a token says, whoever signed it. */
export const claimsIn = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());

/** A token of any claims, as an attacker or another issuer would write it. */
export function signToken(claims: object, signer: KeyObject, header: object = { alg: 'RS256', typ: 'JWT' }): string {
  const text = `${encodePart(header)}.${encodePart(claims)}`;
  return `${text}.${createSign('sha256').update(text).sign(signer, 'base64url')}`;
}
