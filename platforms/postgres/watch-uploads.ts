import { setTimeout } from 'node:timers/promises';
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import type { ImageRecord } from '../../lambda/core/image';
import { uploadKey } from '../../lambda/core/keys';
import type { BlobStore, Clock } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import type { Database } from './database';

export interface WatchProps {
  readonly database: Database;
  readonly originals: Pick<BlobStore, 'stat'>;
  readonly uploads: { announceOnce(upload: AnnouncedUpload): Promise<void> };
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Pick<Log, 'error'>;
}

/**
 * For how long the store is asked for the file of a new record, in milliseconds. A form is valid for five minutes, and a slow upload
 * takes a while.
 */
const watchedMs = 15 * 60 * 1000;

/** Records that one look asks the store for, the newest first, and requests at the same time. */
const most = { records: 500, atOnce: 10 };

/**
 * Finds uploads by asking the store, because S3-compatible stores report them in different ways, and some in none. A young record is
 * asked for in each look, and one of several minutes in every tenth.
 */
export async function watchUploads(props: WatchProps, signal: AbortSignal, everyMs = 1000): Promise<void> {
  for (let look = 0; !signal.aborted; look += 1) {
    try {
      await lookForUploads(props, look % 10 === 0 ? watchedMs : watchedMs / 15);
    } catch (error) {
      props.log.error('New uploads could not be looked for', error as Error);
    }
    await setTimeout(everyMs, undefined, { signal }).catch(() => undefined);
  }
}

async function lookForUploads({ database, clock, ...props }: WatchProps, sinceMs: number): Promise<void> {
  const since = new Date(clock.now().getTime() - sinceMs).toISOString();
  const { rows } = await database.query<{ record: string }>(
    'SELECT record FROM images WHERE pending_since > $1 ORDER BY pending_since DESC LIMIT $2',
    [since, most.records],
  );
  // An upload that is assigned was announced before.
  const waiting = rows.map(({ record }): ImageRecord => JSON.parse(record)).filter(({ upload }) => !upload);
  const worker = async () => {
    for (let image = waiting.pop(); image; image = waiting.pop()) await announceIfUploaded(image, { clock, ...props });
  };
  await Promise.all(Array.from({ length: most.atOnce }, worker));
}

async function announceIfUploaded(
  { owner, id, attempt }: ImageRecord,
  { originals, uploads, clock }: Omit<WatchProps, 'database'>,
): Promise<void> {
  const stored = await originals.stat(uploadKey(owner, id));
  if (stored) await uploads.announceOnce({ owner, id, version: stored.version, attempt, at: clock.now().toISOString() });
}
