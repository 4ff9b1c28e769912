import type { ImageKey, Owner } from './image';
import type { SizeName } from './sizes';

export const uploadPrefix = 'uploads/';
export const renditionPrefix = 'renditions/';

// part: quotas, sweep
/** Partition keys that the application uses for its own items in the table. No token's `sub` may begin with one of them. */
export const reservedOwnerPrefixes = {
  quota: 'QUOTA#', // part: quotas
  sweep: 'SWEEP#', // part: sweep
} as const;

/** S3 limits keys to 1,024 bytes. This leaves room for the prefix, the id, the version and the size. */
const longestOwner = 600;

/** Thrown when a token's `sub` cannot be used in a key. */
export class OwnerUnusable extends Error {
  override readonly name = 'OwnerUnusable';

  constructor() {
    const rules = [
      `must be well-formed Unicode of 1 to ${longestOwner} characters in percent-encoded form`,
      `must not begin with ${Object.values(reservedOwnerPrefixes).join(' or ')}`, // part: quotas, sweep
    ];
    super(`The token's sub ${rules.join(', and ')}.`);
  }
}

// Percent-encoding keeps `/` out of the owner's part. Dots are encoded too, so that no part of a key is `.` or `..`.
function encodeOwner(owner: Owner): string {
  // part: quotas, sweep
  if (Object.values(reservedOwnerPrefixes).some((prefix) => owner.startsWith(prefix))) throw new OwnerUnusable();
  const encoded = owner.isWellFormed() ? encodeURIComponent(owner).replaceAll('.', '%2E') : '';
  if (encoded.length === 0 || encoded.length > longestOwner) throw new OwnerUnusable();
  return encoded;
}

/** @throws OwnerUnusable */
export function checkOwner(owner: Owner): Owner {
  encodeOwner(owner);
  return owner;
}

/** Returns the key of the image's upload. */
export function uploadKey(owner: Owner, id: string): string {
  return `${uploadPrefix}${encodeOwner(owner)}/${id}`;
}

/** Returns the image that an upload belongs to, or `undefined` when `uploadKey` does not produce such a key. */
export function parseUploadKey(key: string): ImageKey | undefined {
  const [, encodedOwner, id] = /^uploads\/([^/]+)\/([^/]+)$/.exec(key) ?? [];
  if (!encodedOwner || !id) return undefined;
  try {
    const owner = decodeURIComponent(encodedOwner);
    return uploadKey(owner, id) === key ? { owner, id } : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the prefix of an image's renditions: of one version, or of all versions. */
export function renditionsOf({ owner, id, version }: ImageKey & { readonly version?: string }): string {
  const ofImage = `${renditionPrefix}${encodeOwner(owner)}/${id}/`;
  return version === undefined ? ofImage : `${ofImage}${encodeURIComponent(version)}/`;
}

/** Returns the key of one size of one version of an image. Processing an upload again writes the same keys. */
export function renditionKey(image: ImageKey & { readonly version: string; readonly size: SizeName }): string {
  return `${renditionsOf(image)}${image.size}`;
}

/** Returns the image and version of a rendition, or `undefined` when `renditionKey` does not produce such a key. */
export function parseRenditionKey(key: string): (ImageKey & { readonly version: string }) | undefined {
  const [, encodedOwner, id, encodedVersion] = /^renditions\/([^/]+)\/([^/]+)\/([^/]+)\/[^/]+$/.exec(key) ?? [];
  if (!encodedOwner || !id || !encodedVersion) return undefined;
  try {
    const image = { owner: decodeURIComponent(encodedOwner), id, version: decodeURIComponent(encodedVersion) };
    return key.startsWith(renditionsOf(image)) ? image : undefined;
  } catch {
    return undefined;
  }
}
