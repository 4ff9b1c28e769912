import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { ImageRecord, Rendition } from '../../../lambda/core/image';
import { renditionKey, uploadKey } from '../../../lambda/core/keys';
import { fault, notUploaded } from '../../../lambda/core/rejection';
import { type SizeName, sizeNames } from '../../../lambda/core/sizes';
import { among, type Random, whole } from '../../../lib/testing/random';
import type { ImageHome } from '../../../platforms/migration/image-home';

/** An image as a home has it: its record, and its files by their names. */
export interface TestImage {
  readonly record: ImageRecord;
  readonly files: Readonly<Record<string, Buffer>>;
}

/** Owners whose names are hostile to keys, to folders or to databases. */
export const hostileOwners = [
  'alice',
  'Alice',
  "o'neil",
  'auth0|5f7c',
  'ünï 😀',
  '..',
  'a/b',
  'a~b',
  'NUL',
  ' ',
  '\u0000',
  'ü'.repeat(40),
];

const names = ['photo.jpg', undefined, 'Ünï 😀 \u0000.png', 'x'.repeat(255), '../../etc/passwd', 'line\nfeed "quote"'];

const processing = { ms: 12.5, queuedMs: 2, memoryMb: 1769, coldStart: true, attempts: 1 };

/** Images of every kind, the same for the same random numbers. @param now their time */
export function testImages(random: Random, count: number, now: Date, owners: readonly string[] = hostileOwners): TestImage[] {
  return Array.from({ length: count }, (_, index) => {
    const owner = owners[index % owners.length] ?? 'alice';
    return testImage(
      random,
      owner,
      new Date(now.getTime() - count + index),
      kinds[Math.floor(index / owners.length) % kinds.length] ?? 'ready',
    );
  });
}

const kinds = ['ready', 'ready', 'failed', 'faulted', 'forgotten', 'waiting', 'uploaded', 'assigned', 'restarted'] as const;

export function testImage(random: Random, owner: string, at: Date, kind: (typeof kinds)[number] = 'ready'): TestImage {
  const id = idAt(random, at);
  const createdAt = at.toISOString();
  const name = among(random, names);
  const base = {
    owner,
    id,
    contentType: 'image/jpeg',
    ...(name && { name }),
    createdAt,
    updatedAt: createdAt,
    attempt: 1,
  } as const;
  const upload = { version: `source-${id}` };
  const bytes = () => Buffer.from(Array.from({ length: 1 + whole(random, 300) }, () => whole(random, 256)));
  const original = { original: bytes() };
  switch (kind) {
    case 'ready': {
      const files = Object.fromEntries(sizeNames.map((size) => [size, bytes()]));
      const rendition = (size: SizeName): Rendition => ({
        key: renditionKey({ owner, id, version: upload.version, size }),
        width: 3,
        height: 2,
        bytes: files[size]?.length ?? 0,
        format: 'webp',
      });
      const sizes = Object.fromEntries(sizeNames.map((size) => [size, rendition(size)])) as Record<SizeName, Rendition>;
      const properties = { bytes: original.original.length, width: 3, height: 2, format: 'jpeg' } as const;
      return {
        record: { ...base, status: 'READY', upload, original: properties, sizes, processing },
        files: { ...original, ...files },
      };
    }
    case 'failed': {
      const rejection = { code: 'CORRUPT_IMAGE', reason: 'It is corrupt.', retryable: false } as const;
      return { record: { ...base, status: 'FAILED', upload, rejection, processing }, files: original };
    }
    case 'faulted':
      return { record: { ...base, status: 'FAILED', upload, rejection: fault, attempt: 2 }, files: original };
    case 'forgotten':
      return { record: { ...base, status: 'FAILED', rejection: notUploaded }, files: {} };
    case 'waiting':
      return { record: { ...base, status: 'PENDING' }, files: {} };
    case 'uploaded':
      return { record: { ...base, status: 'PENDING' }, files: original };
    case 'assigned':
      return { record: { ...base, status: 'PENDING', upload }, files: original };
    case 'restarted':
      return { record: { ...base, status: 'PENDING', upload, attempt: 3 }, files: original };
  }
}

/** A UUIDv7 of that time. */
function idAt(random: Random, at: Date): string {
  const hex = (digits: number) => Array.from({ length: digits }, () => whole(random, 16).toString(16)).join('');
  const time = at.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(12)}`;
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** What must be equal in two homes: every field of every record except the versions of files, and every file. */
export async function contentOf({ records, originals, renditions }: Pick<ImageHome, 'records' | 'originals' | 'renditions'>) {
  const content: Record<string, unknown> = {};
  for await (const page of records.all()) {
    for (const record of page) {
      const { upload, ...rest } = record;
      const files: Record<string, unknown> = {};
      const version = record.status === 'PENDING' ? undefined : upload?.version;
      const original = await originals.open(uploadKey(record.owner, record.id), version);
      if (original) files.original = { sha256: sha256(await buffer(original.body)), ...original.headers };
      const sizes = record.status === 'READY' ? Object.entries(record.sizes) : [];
      for (const [name, { key }] of sizes) {
        const file = await renditions.open(key);
        if (file) files[name] = { sha256: sha256(await buffer(file.body)), ...file.headers };
        expect(key).toBe(renditionKey({ ...record, version: upload?.version ?? '', size: name as SizeName }));
      }
      content[`${record.owner} ${record.id}`] = {
        ...rest,
        hasUpload: record.status !== 'PENDING' && upload !== undefined,
        ...(record.status === 'READY' && { sizes: Object.fromEntries(sizes.map(([name, { key, ...size }]) => [name, size])) }),
        files,
      };
    }
  }
  return content;
}
