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
 * Changes come at least once, late, and while others work. None of that matters, because what is removed here belongs to no
 * record for ever: an id is used once. A worker that is busy with this image finds the record gone when it writes the outcome,
 * and removes what it made. A file that a form brings after the removal is removed by the resizer. What a killed worker left
 * is found by the sweep.
 */

/**
 * Does what follows from a change of a record: removes the files of a removed one, and publishes what happened.
 * Safe to repeat, in any order and several times at once.
 * @throws Error when a service fails; the change is to come again then
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
  const told = { version: 1, eventId: changeId, owner, id } as const;
  if (!after) return { ...told, type: 'ImageDeleted', at: at.toISOString(), cause: expired ? 'EXPIRY' : 'REQUEST' };
  if (!isNews(after, before)) return undefined;
  const known = { ...told, at: after.updatedAt, name: after.name };
  switch (after.status) {
    case 'READY':
      return { ...known, type: 'ImageReady', original: after.original, sizes: after.sizes };
    case 'FAILED':
      return { ...known, type: 'ImageFailed', ...after.rejection };
    case 'PENDING':
      return undefined;
  }
}

/** Whether an image came to another end than before, or once more after it was started again, or has other sizes. */
function isNews(after: ImageRecord, before?: ImageRecord): boolean {
  if (after.status !== before?.status || after.attempt !== before.attempt) return true;
  if (after.status === 'READY' && before.status === 'READY') return !sameSizes(after.sizes, before.sizes);
  return endOf(after) !== endOf(before);
}

/** A text that is another one when the image came to another end. */
const endOf = ({ upload, ...image }: ImageRecord) => `${upload?.version} ${image.status === 'FAILED' && image.rejection.code}`;

const sameSizes = (sizes: StoredSizes<Rendition>, others: StoredSizes<Rendition>) =>
  sizeNames.every((name) => {
    const [size, other] = [sizes[name], others[name]];
    return size?.key === other?.key && size?.bytes === other?.bytes && size?.format === other?.format;
  });
