import type { ImageKey, ImageRecord, Rendition } from './image';
import type { ImageChange } from './image-change';
import type { ImageEvent } from './image-event';
import { renditionsOf, uploadKey } from './keys';
import type { BlobStore, EventPublisher } from './ports';
import { type StoredSizes, sizeNames } from './sizes';

export interface FollowingServices {
  readonly originals: Pick<BlobStore, 'removeAll'>;
  readonly renditions: Pick<BlobStore, 'removeAll'>;
  readonly events: EventPublisher;
}

/*
 * Changes are delivered at least once, late, and concurrently with other work. This is safe because an id is never reused: what
 * is removed here cannot belong to a newer record. A resizer that is processing this image finds no record when it writes the
 * outcome, and removes its own renditions. It also removes a file that is uploaded after the removal. A worker
 * that crashes can leave files without a record.
 */

/**
 * Handles a change of a record: removes the files of a removed record, and publishes an event. Idempotent, in any order and
 * concurrently.
 * @throws Error when a service fails; the change must be retried
 */
export async function followChange(change: ImageChange, services: FollowingServices): Promise<ImageEvent | undefined> {
  if (!change.after) await removeFiles({ owner: change.owner, id: change.id }, services);
  const event = eventOf(change);
  if (event) await services.events.publish([event]);
  return event;
}

async function removeFiles(image: ImageKey, { originals, renditions }: FollowingServices): Promise<void> {
  await Promise.all([originals.removeAll(uploadKey(image.owner, image.id)), renditions.removeAll(renditionsOf(image))]);
}

function eventOf({ changeId, at, owner, id, before, after, expired }: ImageChange): ImageEvent | undefined {
  const base = { version: 1, eventId: changeId, owner, id } as const;
  if (!after) return { ...base, type: 'ImageDeleted', at: at.toISOString(), cause: expired ? 'EXPIRY' : 'REQUEST' };
  if (!hasNewOutcome(after, before)) return undefined;
  const known = { ...base, at: after.updatedAt, name: after.name };
  switch (after.status) {
    case 'READY':
      return { ...known, type: 'ImageReady', original: after.original, sizes: after.sizes };
    case 'FAILED':
      return { ...known, type: 'ImageFailed', ...after.rejection };
    case 'PENDING':
      return undefined;
  }
}

/** Whether the change gave the image a new outcome, a new attempt or other sizes. */
function hasNewOutcome(after: ImageRecord, before?: ImageRecord): boolean {
  if (after.status !== before?.status || after.attempt !== before.attempt) return true;
  if (after.status === 'READY' && before.status === 'READY') return !sameSizes(after.sizes, before.sizes);
  return outcomeOf(after) !== outcomeOf(before);
}

/** A string that differs for different outcomes. */
const outcomeOf = ({ upload, ...image }: ImageRecord) => `${upload?.version} ${image.status === 'FAILED' && image.rejection.code}`;

const sameSizes = (sizes: StoredSizes<Rendition>, others: StoredSizes<Rendition>) =>
  sizeNames.every((name) => {
    const [size, other] = [sizes[name], others[name]];
    return size?.key === other?.key && size?.bytes === other?.bytes && size?.format === other?.format;
  });
