import type { Clock } from '../../lambda/core/ports';
import type { ArchiveReader } from './archive-reader';
import { type ArchivedImage, isExpired, recordHash } from './archived-image';
import type { Difference } from './differences';
import type { ImageHome } from './image-home';
import { inParallel } from './in-parallel';
import type { Progress } from './progress';
import { compareFile, placeOf } from './stored-file';

export interface VerifyProps {
  readonly archive: ArchiveReader;
  /** @default - the archive alone is verified */
  readonly home?: ImageHome;
  /** Whether to read the files of the home, also those whose checksum the store keeps. */
  readonly readAll: boolean;
  /** Whether to read the files of the archive. */
  readonly readArchive: boolean;
  readonly atOnce: number;
  readonly progress: Progress;
  readonly clock: Pick<Clock, 'now'>;
}

export interface VerifyCounts {
  /** Records that are equal. */
  records: number;
  /** Files that are equal: by the checksum that the store keeps, or by reading them. */
  byStore: number;
  read: number;
  /** Records that the home has changed since. Their files are not compared. */
  newer: number;
  /** Records that are not expected in the home, because they expire. */
  expired: number;
}

/** Compares each record and each file of the archive with the home, by SHA-256. */
export async function verifyImages(props: VerifyProps): Promise<{ counts: VerifyCounts; differences: Difference[] }> {
  const { archive, home, readArchive, atOnce, progress, clock } = props;
  const counts: VerifyCounts = { records: 0, byStore: 0, read: 0, newer: 0, expired: 0 };
  const differences: Difference[] = [];
  await inParallel(archive.images(), atOnce, async (image) => {
    const { owner, id } = image.record;
    const add = (difference: Pick<Difference, 'kind' | 'what'>) => void differences.push({ owner, id, ...difference });
    for (const file of readArchive ? image.files : []) {
      const what = await archive.problemOf(image.record, file);
      if (what) add({ kind: 'archive', what });
      progress.bytes(file.bytes);
      progress.file();
    }
    if (isExpired(image.record, clock.now())) counts.expired += 1;
    else if (home) await verifyImage(image, { ...props, home }, counts, add);
    progress.image();
  });
  return { counts, differences };
}

async function verifyImage(
  { record, files }: ArchivedImage,
  { home, readAll, progress }: VerifyProps & { readonly home: ImageHome },
  counts: VerifyCounts,
  add: (difference: Pick<Difference, 'kind' | 'what'>) => void,
): Promise<void> {
  const stored = await home.records.find(record);
  if (!stored) return add({ kind: 'record-missing' });
  if (recordHash(stored) !== recordHash(record)) {
    if (stored.updatedAt <= record.updatedAt) return add({ kind: 'record-differs' });
    counts.newer += 1;
    return;
  }
  counts.records += 1;
  for (const file of files) {
    const place = placeOf(stored, file, home);
    const compared = await compareFile(place, file, { readAll, onBytes: (bytes) => progress.bytes(bytes) });
    if (compared.result !== 'same') add({ kind: compared.result, what: file.name });
    else counts[compared.isRead ? 'read' : 'byStore'] += 1;
    progress.file();
  }
}
