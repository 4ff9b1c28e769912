import type { FileBlobStore } from '../lambda/adapters/local/file-blob-store';
import type { ImageRecord, ObjectVersion } from '../lambda/core/image';
import { parseUploadKey } from '../lambda/core/keys';
import type { ImageRepository } from '../lambda/core/ports';
import { normalizeSequencer } from '../lambda/core/sequencer';
import type { Log } from '../lambda/services';
import type { MessageQueue } from './message-queue';
import { s3Notification } from './s3/s3-notification';

export interface RecoveryProps {
  readonly originals: Pick<FileBlobStore, 'all'>;
  readonly images: Pick<ImageRepository, 'find'>;
  readonly queue: Pick<MessageQueue, 'hold' | 'release' | 'inherited'>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Holds the originals against the records and the queue, after a start: what was uploaded and neither settled nor waits is
 * announced again, because its message or its outcome was lost; what has no record any more is told of. The sweep would find
 * the PENDING among them too, a quarter of an hour later; a newer upload of a settled image, and the message that was lost with
 * it, it would not.
 */
export async function recoverUploads({ originals, images, queue, log, signal }: RecoveryProps): Promise<void> {
  const without: string[] = [];
  try {
    for await (const found of originals.all()) {
      if (signal.aborted) return;
      if (found instanceof Error) {
        log.warn('An original is damaged.', { error: found.message });
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
      log.warn('An upload was neither processed nor in the queue, and is announced again.', { imageId: image.id });
      queue.release(await queue.hold(body));
    }
  } catch (error) {
    if (!signal.aborted) log.error('Not all originals could be held against their records.', error as Error);
  }
  if (without.length > 0) {
    log.warn('Files of images that have no record any more; the sweep removes them when they are a day old.', {
      count: without.length,
      imageIds: without.slice(0, 10),
    });
  }
}

function isSettled({ upload, status }: ImageRecord, { version, sequencer }: Required<ObjectVersion>): boolean {
  if (upload?.version === version) return status !== 'PENDING';
  // Of an upload without a sequencer the worker finds out whether this one came later.
  return upload?.sequencer !== undefined && upload.sequencer > normalizeSequencer(sequencer);
}
