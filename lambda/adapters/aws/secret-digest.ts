import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a string is the secret with this digest. The time of the comparison does not reveal where they differ.
 * @param sha256 digests of the secrets that are right, in hexadecimal
 */
export function isSecretOf(sha256: readonly string[], text: string): boolean {
  const digest = createHash('sha256').update(text).digest();
  return sha256.some((expected) => timingSafeEqual(digest, Buffer.from(expected, 'hex')));
}
