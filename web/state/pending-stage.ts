import type { Image } from '../../client/image';
import type { UploadMemory } from './upload-memory';

/**
 * Stage of a PENDING image. `unsent`: this browser did not upload the whole file. `resizing`: the file has arrived or may still
 * arrive. `slow`: the file has arrived, and resizing takes unusually long. `doubtful`: the form has expired, and only the
 * service knows whether a file arrived.
 */
export type PendingStage = 'unsent' | 'resizing' | 'slow' | 'doubtful';

/** Validity of an upload form, in milliseconds. */
export const formMs = 5 * 60_000;

export function pendingStage(
  image: Pick<Image, 'id' | 'createdAt' | 'updatedAt'>,
  memory: Pick<UploadMemory, 'find'>,
): PendingStage {
  const known = memory.find(image.id);
  if (known === 'started') return 'unsent';
  if (Date.now() < formEnd(image)) return 'resizing';
  return known === 'sent' ? 'slow' : 'doubtful';
}

/** When the form of an image expires, in milliseconds since the epoch. A retry counts like a new form. */
export function formEnd({ createdAt, updatedAt }: Pick<Image, 'createdAt' | 'updatedAt'>): number {
  return Math.max(Date.parse(createdAt), Date.parse(updatedAt) || 0) + formMs;
}

/** Whether an image needs an action of the user to become a photo. */
export function needsAttention(image: Image, memory: Pick<UploadMemory, 'find'>): boolean {
  if (image.status !== 'PENDING') return image.status === 'FAILED';
  return ['unsent', 'doubtful'].includes(pendingStage(image, memory));
}
