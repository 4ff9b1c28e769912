import type { Owner } from './image';
import type { SizeName } from './sizes';

export const uploadPrefix = 'uploads/';
export const renditionPrefix = 'renditions/';

/** S3 takes keys of 1,024 bytes; this leaves room for the prefix, the id, the version and the size. */
const longestOwner = 600;

/** Thrown when a token's `sub` cannot be part of a key. */
export class OwnerUnusable extends Error {
  override readonly name = 'OwnerUnusable';

  constructor() {
    super(`The token's sub must be well-formed Unicode of 1 to ${longestOwner} characters, as counted in a URL.`);
  }
}

// Percent-encoding keeps `/` out of the owner's part; a dot is encoded too, so that no part of a key is `.` or `..`.
function encodeOwner(owner: Owner): string {
  const encoded = owner.isWellFormed() ? encodeURIComponent(owner).replaceAll('.', '%2E') : '';
  if (encoded.length === 0 || encoded.length > longestOwner) throw new OwnerUnusable();
  return encoded;
}

/** @throws OwnerUnusable */
export function checkOwner(owner: Owner): Owner {
  encodeOwner(owner);
  return owner;
}

/** Where an upload of the image belongs, and nothing else. */
export function uploadKey(owner: Owner, id: string): string {
  return `${uploadPrefix}${encodeOwner(owner)}/${id}`;
}

/** The image that an upload belongs to; `undefined` when the key is not one that `uploadKey` makes. */
export function parseUploadKey(key: string): { owner: Owner; id: string } | undefined {
  const [, encodedOwner, id] = /^uploads\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  if (!encodedOwner || !id) return undefined;
  try {
    const owner = decodeURIComponent(encodedOwner);
    return uploadKey(owner, id) === key ? { owner, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Where one size of one version of an image is stored: the same work always writes the same key. */
export function renditionKey(image: { owner: Owner; id: string; version: string; size: SizeName }): string {
  return `${renditionPrefix}${encodeOwner(image.owner)}/${image.id}/${encodeURIComponent(image.version)}/${image.size}`;
}
