import { createHash } from 'node:crypto';
import type { ImageRecord } from '../../lambda/core/image';
import type { SizeName } from '../../lambda/core/sizes';
import { neverUploadedDays } from '../postgres/image-rows';

/** What a store returns with a file, besides its bytes. Only fields that are set. */
export interface FileHeaders {
  readonly contentType?: string;
  readonly cacheControl?: string;
  readonly contentDisposition?: string;
  readonly contentEncoding?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A file of an image. */
export interface ArchivedFile {
  /** `original`, or the name of a size. */
  readonly name: string;
  readonly bytes: number;
  /** Of the bytes, hexadecimal. */
  readonly sha256: string;
  readonly headers: FileHeaders;
}

/** An image: its record, in the form of the domain, and its files. */
export interface ArchivedImage {
  readonly record: ImageRecord;
  readonly files: readonly ArchivedFile[];
}

export const original = 'original';

/** The sizes of a record, also those that are no longer in the table of sizes. */
export const sizesOf = (record: ImageRecord): [SizeName, { readonly key: string; readonly bytes: number }][] =>
  record.status === 'READY' ? (Object.entries(record.sizes) as ReturnType<typeof sizesOf>) : [];

/** Whether the record has its outcome and its upload. Another one still accepts an upload. */
export const isSettled = ({ status, upload }: ImageRecord): boolean => status !== 'PENDING' && upload !== undefined;

/**
 * A string that is equal for the same record in two homes. They differ in the version of the upload, which each store assigns, and in the
 * keys of the sizes, which contain it. A PENDING record may get its upload assigned in its new home.
 */
export function recordHash(record: ImageRecord): string {
  const { upload, sizes, ...rest } = record as ImageRecord & { readonly sizes?: Readonly<Record<string, { key?: string }>> };
  const stored = sizes && Object.fromEntries(Object.entries(sizes).map(([name, { key, ...size }]) => [name, size]));
  return hashOf({ ...rest, ...(isSettled(record) && { uploaded: true }), ...(stored && { sizes: stored }) });
}

/** A string that is equal for the same image with the same files. */
export const imageHash = ({ record, files }: ArchivedImage): string => hashOf([recordHash(record), files]);

const hashOf = (value: unknown) => createHash('sha256').update(canonical(value)).digest('base64url');

/** JSON with sorted keys: stores return the fields of a record in different orders. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** When a record expires because nothing was uploaded; `undefined` for every other one. */
export function expiryOf({ status, attempt, upload, createdAt }: ImageRecord): Date | undefined {
  // A later attempt means that an upload was processed before.
  const expires = status === 'PENDING' ? attempt === 1 : status === 'FAILED' && !upload;
  return expires ? new Date(Date.parse(createdAt) + neverUploadedDays * 24 * 60 * 60 * 1000) : undefined;
}

/** Whether the home removes the record sooner or later. A home takes up to two days. */
export function isExpired(record: ImageRecord, now: Date): boolean {
  const at = expiryOf(record);
  return at !== undefined && at < now;
}
