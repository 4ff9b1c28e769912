import type { ImageRecord } from './image';
import type { ImageChange } from './image-change';
import type { ImageEvent } from './image-event';
import { renditionsOf, uploadKey } from './keys';
import type { BlobStore, EventPublisher } from './ports';

export interface FollowingServices {
  readonly originals: Pick<BlobStore, 'removeAll'>;
  readonly renditions: Pick<BlobStore, 'removeAll'>;
  readonly events: EventPublisher;
}

/*
 * Changes come at least once, late, and while others work. What is removed here is nobody's for ever, so that none of it
 * matters:
 * - The files of a removed record: its id is never given out again. A worker that is in the middle of this image finds its
 *   record gone when it writes the outcome, and removes its renditions itself. A file that a form brings after the removal,
 *   and what a worker left that was killed, has no record: the sweep finds it.
 * - The renditions of a version that another one replaced: only an upload that came later replaces one, so no version comes
 *   back. A worker that still makes them is refused by the record, and removes them; or else the sweep does.
 */

/**
 * Does what follows from a change of a record: removes the files that it left behind, and tells others.
 * Safe to repeat, in any order and several times at once.
 * @throws Error when a service fails; the change is to come again then
 */
export async function followChange(change: ImageChange, services: FollowingServices): Promise<ImageEvent | undefined> {
  await removeLeftovers(change, services);
  const event = eventOf(change);
  if (event) await services.events.publish([event]);
  return event;
}

async function removeLeftovers({ owner, id, before, after }: ImageChange, services: FollowingServices): Promise<void> {
  if (!after) {
    await Promise.all([
      services.originals.removeAll(uploadKey(owner, id)),
      services.renditions.removeAll(renditionsOf({ owner, id })),
    ]);
    return;
  }
  const replaced = before?.upload?.version;
  // A record that names no version says nothing about the one before.
  if (replaced === undefined || after.upload === undefined || after.upload.version === replaced) return;
  await services.renditions.removeAll(renditionsOf({ owner, id, version: replaced }));
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

/** Whether an image came to another end than before, or once more after it was started again. */
function isNews(after: ImageRecord, before?: ImageRecord): boolean {
  return after.status !== before?.status || after.attempt !== before.attempt || after.upload?.version !== before.upload?.version;
}
