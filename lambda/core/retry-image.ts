import { getImage } from './get-image';
import type { ImageRecord, ObjectVersion, Owner, PendingImage } from './image';
import type { Clock, ImageRepository, UploadAnnouncer } from './ports';

/** Starts of one image; after so many, the fault is not one that passes. */
const maxAttempts = 10;

/** Thrown when an image cannot be started again, with the reason. */
export class NotRetryable extends Error {
  override readonly name = 'NotRetryable';
}

/**
 * Starts a FAILED image again, when the fault was ours.
 * @throws ImageNotFound
 * @throws NotRetryable
 */
export async function retryImage(
  owner: Owner,
  id: string,
  services: { images: Pick<ImageRepository, 'find' | 'restart'>; uploads: UploadAnnouncer; clock: Clock },
): Promise<PendingImage> {
  const { images, uploads, clock } = services;
  const { image, upload } = retryable(await getImage(images, owner, id));
  const now = clock.now();
  if (!(await images.restart(image, image.attempt, now))) {
    retryable(await getImage(images, owner, id));
    throw new NotRetryable('The image changed meanwhile. Look at it, and try again.');
  }
  const { rejection, processing, ...kept } = image;
  const at = now.toISOString();
  const restarted: PendingImage = { ...kept, status: 'PENDING', attempt: image.attempt + 1, updatedAt: at };
  // Whoever ends before this leaves a PENDING record, which the sweep finds.
  await uploads.announce({ owner, id, ...upload, attempt: restarted.attempt, at });
  return restarted;
}

function retryable(image: ImageRecord): { image: Extract<ImageRecord, { status: 'FAILED' }>; upload: ObjectVersion } {
  if (image.status === 'PENDING') throw new NotRetryable('The image is PENDING: it waits for its upload, or is being processed.');
  if (image.status === 'READY') throw new NotRetryable('The image is READY: there is nothing to try again.');
  if (!image.rejection.retryable || !image.upload) throw new NotRetryable(`It would fail again: ${image.rejection.reason}`);
  if (image.attempt >= maxAttempts) {
    throw new NotRetryable(`The image was started ${image.attempt} times. Upload the file again as a new image.`);
  }
  return { image, upload: image.upload };
}
