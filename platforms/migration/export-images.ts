import { UserError } from '../../cli/user-error';
import type { ImageRecord } from '../../lambda/core/image';
import { uploadKey } from '../../lambda/core/keys';
import type { Clock } from '../../lambda/core/ports';
import type { ArchiveWriter } from './archive-writer';
import { type ArchivedFile, canonical, isExpired, isSettled, original, sizesOf } from './archived-image';
import type { ImageHome, StoredFiles } from './image-home';
import { inParallel } from './in-parallel';
import type { Manifest } from './manifest';
import type { Progress } from './progress';

export interface ExportProps {
  readonly source: ImageHome;
  readonly archive: ArchiveWriter;
  /** Images that are fetched at the same time. */
  readonly atOnce: number;
  readonly progress: Progress;
  readonly clock: Pick<Clock, 'now'>;
}

/** What an export would fetch. */
export interface ExportPlan {
  readonly records: number;
  readonly files: number;
  readonly bytes: number;
}

/** Attempts to read the files of an image whose record or connection changes meanwhile. */
const attempts = 5;

/** Counts what an export has to fetch, without fetching it. It reads all records. */
export async function planExport({ source, archive, atOnce, clock }: Omit<ExportProps, 'progress'>): Promise<ExportPlan> {
  let [records, files, bytes] = [0, 0, 0];
  for await (const page of source.records.all()) {
    await inParallel(current(page, clock), atOnce, async (record) => {
      records += 1;
      if (await isUnchanged(record, archive)) return;
      const sizes = sizesOf(record);
      files += 1 + sizes.length;
      bytes += (record.status === 'READY' ? record.original.bytes : 0) + sizes.reduce((sum, [, size]) => sum + size.bytes, 0);
    });
  }
  return { records, files, bytes };
}

/**
 * Fetches every record and every file that the archive does not have. An image whose record is unchanged is not fetched again: files are
 * written before the record that names them.
 * @returns the manifest, and the files that the source does not have
 */
export async function exportImages(props: ExportProps): Promise<{ manifest: Manifest; missing: readonly string[] }> {
  const { source, archive, atOnce, progress, clock } = props;
  const missing: string[] = [];
  await archive.begin();
  for await (const page of source.records.all()) {
    await inParallel(current(page, clock), atOnce, async (record) => {
      if (await isUnchanged(record, archive)) archive.keep(record);
      else missing.push(...(await fetchImage(record, props)));
      progress.image();
    });
  }
  return { manifest: await archive.finish(source.name), missing };
}

/** Without those that the home is about to remove. */
const current = (page: readonly ImageRecord[], clock: ExportProps['clock']) =>
  page.filter((record) => !isExpired(record, clock.now()));

/** A record that still accepts an upload can get its file without a change. */
async function isUnchanged(record: ImageRecord, archive: ArchiveWriter): Promise<boolean> {
  if (!isSettled(record)) return false;
  const found = await archive.find(record);
  // A file that was missing may be there now.
  return found?.files.length === 1 + sizesOf(record).length && canonical(found.record) === canonical(record);
}

/** @returns the keys of files that should exist */
async function fetchImage(first: ImageRecord, props: ExportProps): Promise<string[]> {
  const { source, archive } = props;
  let record = first;
  for (let attempt = 1; ; attempt += 1) {
    const { files, missing, differs } = await fetchFiles(record, props);
    const settled = missing.length === 0 && !differs;
    const now = settled ? record : await source.records.find(record);
    if (!now) return [];
    if (settled || canonical(now) === canonical(record)) {
      await archive.add({ record, files });
      return missing;
    }
    // The image changed meanwhile.
    record = now;
    if (attempt === attempts) throw new Error(`The image ${record.id} changes all the time. Run the same command again later.`);
  }
}

async function fetchFiles(record: ImageRecord, props: ExportProps) {
  const { source, archive } = props;
  const { owner, id, upload } = record;
  const before = await archive.find(record);
  const files: ArchivedFile[] = [];
  const missing: string[] = [];
  const fetch = async (name: string, store: StoredFiles, key: string, isRequired: boolean, version?: string) => {
    const file = await fetchFile({ record, name, store, key, version }, props);
    if (file) files.push(file);
    else if (isRequired) missing.push(key);
  };
  // A version never changes.
  const kept = upload && before?.record.upload?.version === upload.version && before.files.find(({ name }) => name === original);
  if (kept) files.push(kept);
  else await fetch(original, source.originals, uploadKey(owner, id), needsOriginal(record), upload?.version);
  for (const [name, { key }] of sizesOf(record)) await fetch(name, source.renditions, key, true);
  const lengths = new Map(sizesOf(record).map(([name, { bytes }]): [string, number] => [name, bytes]));
  const differs = files.some(({ name, bytes }) => lengths.has(name) && lengths.get(name) !== bytes);
  return { files, missing, differs };
}

/** Whether the file should exist. It does not of a record that says so, and may not of one that still accepts an upload. */
const needsOriginal = (record: ImageRecord) =>
  record.upload !== undefined && !(record.status === 'FAILED' && record.rejection.code === 'REMOVED');

interface Wanted {
  readonly record: ImageRecord;
  readonly name: string;
  readonly store: StoredFiles;
  readonly key: string;
  readonly version?: string;
}

async function fetchFile(
  { record, name, store, key, version }: Wanted,
  { archive, progress }: ExportProps,
): Promise<ArchivedFile | undefined> {
  for (let attempt = 1; ; attempt += 1) {
    const found = await store.open(key, version);
    if (!found) return undefined;
    try {
      const file = await archive.store(record, { name, headers: found.headers }, found.body, (bytes) => progress.bytes(bytes));
      if (file.bytes !== found.bytes) throw new Error(`${key} ended after ${file.bytes} of ${found.bytes} bytes.`);
      progress.file();
      return file;
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (/^(ENOSPC|EDQUOT|EROFS|EACCES|EPERM|EMFILE)$/.test(code)) {
        throw new UserError(
          `${archive.path} cannot be written: ${(error as Error).message}. Run the same command again afterwards; it continues.`,
        );
      }
      // The connection broke within the file, which the SDK does not repeat.
      if (attempt === attempts) throw error;
    }
  }
}
