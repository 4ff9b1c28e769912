import type { ImageKey, Owner } from './image';
import type { SizeName } from './sizes';

export const uploadPrefix = 'uploads/';
export const renditionPrefix = 'renditions/';

/** Owners under which the application keeps books of its own in the table; no token's `sub` may be one of them. */
export const reservedOwnerPrefixes = { quota: 'QUOTA#', sweep: 'SWEEP#' } as const;

/** S3 takes keys of 1,024 bytes; this leaves room for the prefix, the id, the version and the size. */
const longestOwner = 600;

/** Thrown when a token's `sub` cannot be part of a key. */
export class OwnerUnusable extends Error {
  override readonly name = 'OwnerUnusable';

  constructor() {
    const reserved = Object.values(reservedOwnerPrefixes).join(' or ');
    super(
      `The token's sub must be well-formed Unicode of 1 to ${longestOwner} characters, as counted in a URL, and not begin with ${reserved}.`,
    );
  }
}

// Percent-encoding keeps `/` out of the owner's part; a dot is encoded too, so that no part of a key is `.` or `..`.
function encodeOwner(owner: Owner): string {
  const encoded = owner.isWellFormed() ? encodeURIComponent(owner).replaceAll('.', '%2E') : '';
  const reserved = Object.values(reservedOwnerPrefixes).some((prefix) => owner.startsWith(prefix));
  if (encoded.length === 0 || encoded.length > longestOwner || reserved) throw new OwnerUnusable();
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

/** What the keys of an image's renditions begin with, those of one version or those of all. */
export function renditionsOf({ owner, id, version }: ImageKey & { readonly version?: string }): string {
  const ofImage = `${renditionPrefix}${encodeOwner(owner)}/${id}/`;
  return version === undefined ? ofImage : `${ofImage}${encodeURIComponent(version)}/`;
}

/** Where one size of one version of an image is stored: the same work always writes the same key. */
export function renditionKey(image: ImageKey & { readonly version: string; readonly size: SizeName }): string {
  return `${renditionsOf(image)}${image.size}`;
}

/** The image and version that a rendition belongs to; `undefined` when the key is not one that `renditionKey` makes. */
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
