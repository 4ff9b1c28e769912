import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ImageKey, ImageRecord } from '../../lambda/core/image';
import { original } from './archived-image';

/** Names of the files of an archive. */
export const names = {
  manifest: 'manifest.json',
  index: 'images.jsonl',
  sums: 'SHA256SUMS',
  files: 'files',
  /** Of an export that has not ended. */
  progress: 'progress.jsonl',
  /** Files that are being fetched. */
  unfinished: 'unfinished',
  /** What was imported where. */
  imports: 'imports',
  lock: 'lock',
} as const;

/** The folder of an image, relative to the archive: `files/OWNER/ID`. */
export const folderOf = ({ owner, id }: ImageKey): string => `${names.files}/${safeName(owner)}/${safeName(id)}`;

/** The path of a file, relative to the archive: `files/OWNER/ID/thumbnail.webp`. */
export function pathOf(record: ImageRecord, name: string): string {
  const format =
    name === original
      ? record.contentType.split('/')[1]
      : record.status === 'READY' && record.sizes[name as keyof typeof record.sizes]?.format;
  return `${folderOf(record)}/${safeName(name)}.${safeName(format || 'bin')}`;
}

/**
 * A name that every file system can hold, and that differs for different words, also where upper and lower case are the same: itself, or
 * its beginning with a hash.
 */
export function safeName(word: string): string {
  if (/^[a-z\d][a-z\d_-]{0,63}$/.test(word)) return word;
  const readable = word.toLowerCase().replaceAll(/[^a-z\d_-]+/g, '-');
  return `${readable.slice(0, 40)}~${createHash('sha256').update(Buffer.from(word, 'utf16le')).digest('hex').slice(0, 32)}`;
}

export const inArchive = (archive: string, path: string): string => join(archive, ...path.split('/'));
