import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * Whether a string is a secret with one of these digests. The comparison takes constant time.
 * @param sha256 digests of the valid secrets, in hexadecimal
 */
export function isSecretOf(sha256: readonly string[], text: string): boolean {
  const digest = createHash('sha256').update(text).digest();
  return sha256.some((expected) => timingSafeEqual(digest, Buffer.from(expected, 'hex')));
}
