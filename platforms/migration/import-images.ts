import type { ImageRecord } from '../../lambda/core/image';
import { renditionKey, uploadKey } from '../../lambda/core/keys';
import type { Clock } from '../../lambda/core/ports';
import type { ArchiveReader } from './archive-reader';
import {
  type ArchivedFile,
  type ArchivedImage,
  imageHash,
  isExpired,
  isSettled,
  original,
  recordHash,
  sizesOf,
} from './archived-image';
import type { Difference } from './differences';
import type { ImageHome, StoredFiles } from './image-home';
import { inParallel } from './in-parallel';
import type { Imported, Ledger } from './ledger';
import type { Progress } from './progress';
import { compareFile, type FilePlace, placeOf } from './stored-file';

export interface ImportProps {
  readonly archive: ArchiveReader;
  readonly home: ImageHome;
  readonly ledger: Ledger;
  /** Images that are written at the same time. */
  readonly atOnce: number;
  readonly progress: Progress;
  readonly clock: Pick<Clock, 'now'>;
}

/** What became of the images of an archive. */
export interface ImportCounts {
  written: number;
  /** The home had them already. */
  same: number;
  /** The home has a newer record, which was kept. */
  newer: number;
  /** Removed, because the source removed them after an earlier import. */
  removed: number;
  /** Not imported, because their upload form expired long ago. */
  expired: number;
}

/** Imports every image that the home does not have. Idempotent; a later import writes what changed in the archive. */
export async function importImages(props: ImportProps): Promise<{ counts: ImportCounts; differences: Difference[] }> {
  const { archive, ledger, atOnce, progress, clock } = props;
  const counts: ImportCounts = { written: 0, same: 0, newer: 0, removed: 0, expired: 0 };
  const differences: Difference[] = [];
  const owners = new Set<string>(); // part: quotas
  await inParallel(archive.images(), atOnce, async (image) => {
    const { owner, id } = image.record;
    const imported = ledger.find(image.record);
    if (isExpired(image.record, clock.now())) counts.expired += 1;
    else if (imported?.image === imageHash(image)) counts.same += 1;
    else {
      const problems = await importImage(image, imported, props, counts);
      differences.push(...problems.map((problem) => ({ owner, id, ...problem })));
    }
    owners.add(owner); // part: quotas
    progress.image();
  });
  for (const imported of ledger.others()) differences.push(...(await removeImage(imported, props, counts)));
  await inParallel(owners, atOnce, (owner) => props.home.records.raiseCount(owner)); // part: quotas
  return { counts, differences };
}

type Problem = Pick<Difference, 'kind' | 'what'>;

async function importImage(
  image: ArchivedImage,
  imported: Imported | undefined,
  props: ImportProps,
  counts: ImportCounts,
): Promise<Problem[]> {
  const { archive, home, ledger } = props;
  const { record, files } = image;
  const problems: Problem[] = [];
  for (const file of files) {
    const what = await archive.problemOf(record, file);
    if (what) problems.push({ kind: 'archive', what });
  }
  if (problems.length > 0) return problems;
  // Again when the home writes the same record meanwhile.
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    const seen = await home.records.find(record);
    const decision = decide(record, seen, imported);
    if (decision === 'newer') {
      counts.newer += 1;
      return [];
    }
    if (decision !== 'write' && decision !== 'same') return [{ kind: decision }];
    await ledger.begin(image);
    const written = await writeImage(image, decision === 'same' ? seen : undefined, seen, props);
    if (written === undefined) continue;
    await ledger.done(image);
    counts[written] += 1;
    return [];
  }
  return [{ kind: 'conflict' }];
}

/** What to do with a record, given the one of the home. */
function decide(record: ImageRecord, seen: ImageRecord | undefined, imported: Imported | undefined) {
  // A record that an earlier import wrote completely, or was about to replace, was there.
  if (!seen) return imported?.image !== undefined ? 'removed-in-home' : 'write';
  const [wanted, there] = [recordHash(record), recordHash(seen)];
  if (there === wanted) return 'same';
  if (!imported) return seen.updatedAt > record.updatedAt ? 'newer' : 'conflict';
  if (imported.records.includes(there)) return 'write';
  return imported.records.includes(wanted) ? 'newer' : 'conflict';
}

/**
 * Writes an image in an order in which the home announces nothing: a record with an outcome is reserved before its files and written after
 * them; any other record is written before its file, which the home then processes like a new upload.
 * @param same the home's record, if it is the same
 * @returns `undefined` when the home has another record by now
 */
async function writeImage(
  image: ArchivedImage,
  same: ImageRecord | undefined,
  seen: ImageRecord | undefined,
  props: ImportProps,
): Promise<'written' | 'same' | undefined> {
  const { records, originals, renditions } = props.home;
  const { record, files } = image;
  const { owner, id } = record;
  const upload = files.find(({ name }) => name === original);
  const put = (store: StoredFiles, key: string, file: ArchivedFile) => putFile({ store, key }, record, file, props);
  if (!isSettled(record)) {
    const { upload: _assigned, ...waiting } = record;
    if (!same && !(await records.write(waiting as ImageRecord, seen))) return undefined;
    const sent = upload && (await put(originals, uploadKey(owner, id), upload));
    return same && !sent?.isNew ? 'same' : 'written';
  }
  if (same && (await hasFiles(same, image, props))) return 'same';
  if (!(await records.reserve(record, seen))) return undefined;
  const stored = upload && (await put(originals, uploadKey(owner, id), upload));
  // Without its file, the version of the source still distinguishes the upload from others.
  const version = stored?.version ?? record.upload?.version ?? '';
  const sizes: Record<string, unknown> = {};
  for (const [name, size] of sizesOf(record)) {
    const key = renditionKey({ owner, id, version, size: name });
    const file = files.find((each) => each.name === name);
    if (file) await put(renditions, key, file);
    sizes[name] = { ...size, key };
  }
  const moved = { ...record, upload: { version }, ...(record.status === 'READY' && { sizes }) } as ImageRecord;
  return (await records.write(moved, seen)) ? 'written' : undefined;
}

async function hasFiles(stored: ImageRecord, { files }: ArchivedImage, { home }: ImportProps): Promise<boolean> {
  for (const file of files) {
    const { result } = await compareFile(placeOf(stored, file, home), file, unread);
    if (result !== 'same') return false;
  }
  return true;
}

/** Stores a file, unless a killed import has stored it: another version would leave one more file behind. */
async function putFile(place: FilePlace, record: ImageRecord, file: ArchivedFile, { archive, progress }: ImportProps) {
  const found = await compareFile(place, file, unread);
  if (found.result === 'same') return { version: found.version, isNew: false };
  const version = await place.store.write(place.key, file, () => archive.open(record, file));
  progress.bytes(file.bytes);
  progress.file();
  return { version, isNew: true };
}

const unread = { readAll: false, onBytes: () => undefined };

/** Removes what an earlier import wrote, and the source removed since. */
async function removeImage(imported: Imported, { home, ledger }: ImportProps, counts: ImportCounts): Promise<Difference[]> {
  const { owner, id, records } = imported;
  const seen = await home.records.find(imported);
  if (seen && !records.includes(recordHash(seen))) return [{ owner, id, kind: 'removed-in-source' }];
  if (seen) {
    await home.records.remove({ owner, id });
    counts.removed += 1;
  }
  await ledger.removed({ owner, id });
  return [];
}
