import type { ImageRecord } from '../../lambda/core/image';
import { uploadKey } from '../../lambda/core/keys';
import { type ArchivedFile, canonical, isSettled, original, sizesOf } from './archived-image';
import { checksumOf } from './checksum';
import type { ImageHome, StoredFiles } from './image-home';

/** Where a file is in a home. */
export interface FilePlace {
  readonly store: StoredFiles;
  readonly key: string;
  /** @default - the current one */
  readonly version?: string;
}

/** Where the home has a file of a record; `undefined` when the record does not have it. */
export function placeOf(stored: ImageRecord, { name }: ArchivedFile, { originals, renditions }: ImageHome): FilePlace | undefined {
  if (name === original) {
    // A record that waits for its upload may have the one of another home.
    const version = isSettled(stored) ? stored.upload?.version : undefined;
    return { store: originals, key: uploadKey(stored.owner, stored.id), version };
  }
  const [, size] = sizesOf(stored).find(([each]) => each === name) ?? [];
  return size && { store: renditions, key: size.key };
}

/** How a file in a home compares with the one in the archive. */
export type Comparison =
  | { readonly result: 'same'; readonly version: string; readonly isRead: boolean }
  | { readonly result: 'file-missing' | 'file-differs' | 'headers-differ' };

/**
 * Compares a file with the one in the archive, by SHA-256: by the one that the store keeps, or by reading the file.
 * @param onBytes receives the number of bytes that were read
 */
export async function compareFile(
  place: FilePlace | undefined,
  { bytes, sha256, headers }: ArchivedFile,
  { readAll, onBytes }: { readonly readAll: boolean; readonly onBytes: (bytes: number) => void },
): Promise<Comparison> {
  const found = place && (await place.store.stat(place.key, place.version));
  if (!place || !found) return { result: 'file-missing' };
  if (found.bytes !== bytes) return { result: 'file-differs' };
  const isRead = readAll || found.sha256 === undefined;
  const stored = isRead ? await readChecksum({ ...place, version: found.version }, onBytes) : found.sha256;
  if (stored !== sha256) return { result: 'file-differs' };
  if (canonical(found.headers) !== canonical(headers)) return { result: 'headers-differ' };
  return { result: 'same', version: found.version, isRead };
}

/** Attempts to read a file. The SDK does not repeat a connection that broke within it. */
const attempts = 4;

async function readChecksum({ store, key, version }: FilePlace, onBytes: (bytes: number) => void): Promise<string | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const opened = await store.open(key, version === 'null' ? undefined : version);
    if (!opened) return undefined;
    try {
      const { bytes, sha256 } = await checksumOf(opened.body);
      onBytes(bytes);
      return sha256;
    } catch (error) {
      if (attempt === attempts) throw error;
    }
  }
}
