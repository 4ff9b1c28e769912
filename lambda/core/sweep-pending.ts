import type { AnnouncedUpload } from './announced-upload';
import type { ObjectVersion } from './image';
import { uploadKey } from './keys';
import type { BlobStore, ImageRepository, Metrics, PendingImages, PendingSince, UploadAnnouncer } from './ports';
import { fault, notUploaded, type Rejection } from './rejection';
import type { SweepRun } from './sweep-run';

export interface PendingSweepServices {
  readonly images: Pick<ImageRepository, 'find'>;
  readonly pending: PendingImages;
  readonly originals: Pick<BlobStore, 'stat'>;
  readonly uploads: UploadAnnouncer;
  readonly metrics: Metrics;
}

/** Recovers records that are PENDING for too long: their event was lost, or their file was never uploaded. */
export async function sweepPending(run: SweepRun, services: PendingSweepServices): Promise<void> {
  const { requeueAfterMs, pages, pageSize } = run.limits;
  const seen = new Set<string>();
  // Handled records leave the list and make room. Recent records without a file stay in the list and hide others behind them,
  // but only until they are old; the list starts with the oldest.
  for (let page = 1; page <= pages && !run.isOver; page += 1) {
    const listed = await services.pending.list(run.ago(requeueAfterMs), pageSize);
    // The index is eventually consistent: it may still list a handled record.
    const waiting = listed.filter(({ id }) => !seen.has(id));
    if (waiting.length === 0) return;
    for (const image of waiting) {
      if (run.isOver) return;
      seen.add(image.id);
      await run.attempt(`image ${image.id}`, () => recoverPending(image, run, services));
    }
  }
}

async function recoverPending(waiting: PendingSince, run: SweepRun, services: PendingSweepServices): Promise<void> {
  const { images, originals } = services;
  const { abandonAfterMs, giveUpAfterMs } = run.limits;
  const { owner, id } = waiting;
  run.counts.pendingLooked += 1;
  const image = await images.find(owner, id);
  if (image?.status !== 'PENDING') return;
  const upload = image.upload ?? (await uploaded(originals, uploadKey(owner, id)));
  if (!upload) {
    if (new Date(waiting.since) >= run.ago(abandonAfterMs)) return;
    if (await abandon(waiting, notUploaded, run, services)) run.counts.abandoned += 1;
  } else if (Date.parse(waiting.since) - Date.parse(image.updatedAt) >= giveUpAfterMs) {
    // Only a claim changes `since`. An upload that was never queued is not given up, however old it is.
    if (await abandon(waiting, fault, run, services, upload)) run.counts.givenUp += 1;
  } else {
    await handOver(waiting, { ...upload, attempt: image.attempt }, run, services);
  }
}

async function abandon(
  waiting: PendingSince,
  rejection: Rejection,
  run: SweepRun,
  { pending, metrics }: PendingSweepServices,
  upload?: ObjectVersion,
): Promise<boolean> {
  const written = await pending.abandon(waiting, rejection, run.startedAt, upload);
  if (written) metrics.add({ status: 'FAILED', reason: rejection.code });
  return written;
}

/**
 * Queues an upload for the resizer. Of several concurrent sweeps, only one does. After a crash between the two writes, the
 * record is found again after the same time; when the announcement fails, in the next run.
 */
async function handOver(
  waiting: PendingSince,
  upload: Pick<AnnouncedUpload, 'version' | 'attempt'>,
  run: SweepRun,
  { pending, uploads }: PendingSweepServices,
): Promise<void> {
  const { owner, id } = waiting;
  const at = run.startedAt.toISOString();
  if (!(await pending.claim(waiting, run.startedAt))) return;
  try {
    await uploads.announce({ owner, id, ...upload, at });
  } catch (error) {
    await pending.claim({ owner, id, since: at }, new Date(waiting.since)).catch(() => false);
    throw error;
  }
  run.counts.requeued += 1;
}

/** Returns the uploaded file, if there is one. */
async function uploaded(originals: Pick<BlobStore, 'stat'>, key: string): Promise<ObjectVersion | undefined> {
  const facts = await originals.stat(key);
  return facts && { version: facts.version };
}
