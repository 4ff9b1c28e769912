import { createHash } from 'node:crypto';

/** What a log shows in place of an owner: the first 16 hexadecimal digits of the SHA-256. The same owner is always the same. */
export function ownerHash(owner: string): string {
  return createHash('sha256').update(owner).digest('hex').slice(0, 16);
}

/**
 * The owner's part of a key as it stands in texts, such as the errors of S3; its slashes may be percent-encoded. Rather a word
 * too many than an owner: it may hold spaces.
 */
const ownersPart = /\b(uploads|renditions)(\/|%2F)([^/\n"*]+?)(?=\/|%2F)/g;

/** A text in which every key of an object has the hash in place of its owner. */
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
