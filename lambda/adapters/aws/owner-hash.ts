import { createHash } from 'node:crypto';

/** Replaces an owner in logs: the first 16 hexadecimal digits of its SHA-256. */
export function ownerHash(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 16);
}

/**
 * Matches the owner in a key within any string, such as an error of S3. The slashes may be percent-encoded. The owner may
 * contain spaces, so that it prefers to match a word too many.
 */
const ownersPart = /\b(uploads|renditions)(\/|%2F)([^/\n"*]+?)(?=\/|%2F)/g;

/** Replaces the owner in every key of a string by its hash. */
export function withoutOwners(text: string): string {
  return text.replaceAll(
    ownersPart,
    (_, prefix: string, slash: string, owner: string) => `${prefix}${slash}${ownerHash(decoded(owner))}`,
  );
}

function decoded(owner: string): string {
  try {
    return decodeURIComponent(owner);
  } catch {
    return owner;
  }
}
