import type { ImageRecord, ObjectVersion } from '../../lambda/core/image';
import { parseUploadKey } from '../../lambda/core/keys';
import type { ImageRepository } from '../../lambda/core/ports';
import type { Log } from '../../lambda/services';
import type { FileBlobStore } from '../s3/file-blob-store';
import { s3Notification } from '../s3/s3-notification';
import type { MessageQueue } from './message-queue';

export interface RecoveryProps {
  readonly originals: Pick<FileBlobStore, 'all'>;
  readonly images: Pick<ImageRepository, 'find'>;
  readonly queue: Pick<MessageQueue, 'hold' | 'release' | 'inherited'>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Compares the originals with the records and the queue after a start. An upload that is neither settled nor queued is
 * announced again, because its message or its outcome was lost. The resizer then removes a second file of a form. Originals without
 * a record are reported.
 */
export async function recoverUploads({ originals, images, queue, log, signal }: RecoveryProps): Promise<void> {
  const without: string[] = [];
  try {
    for await (const found of originals.all()) {
      if (signal.aborted) return;
      if (found instanceof Error) {
        log.warn('An original is corrupt.', { error: found.message });
        continue;
      }
      const { facts, writtenAt } = found;
      const image = parseUploadKey(facts.key);
      if (!image) continue;
      const record = await images.find(image.owner, image.id);
      if (!record) {
        without.push(image.id);
        continue;
      }
      const body = s3Notification('originals', facts, writtenAt);
      if (isSettled(record, facts) || [...queue.inherited].some((waiting) => waiting.includes(facts.version))) continue;
      log.warn('An upload was neither processed nor queued. It is announced again.', { imageId: image.id });
      queue.release(await queue.hold(body));
    }
  } catch (error) {
    if (!signal.aborted) log.error('Not all originals could be compared with their records.', error as Error);
  }
  if (without.length > 0) {
    log.warn('Some files belong to images without a record.', {
      count: without.length,
      imageIds: without.slice(0, 10),
    });
  }
}

const isSettled = ({ upload, status }: ImageRecord, { version }: ObjectVersion) =>
  upload?.version === version && status !== 'PENDING';
