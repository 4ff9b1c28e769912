import { getImage } from './get-image';
import type { ImageRecord, ObjectVersion, Owner, PendingImage } from './image';
import type { Clock, ImageRepository, UploadAnnouncer } from './ports';

/** Maximum number of attempts of one image. A fault that lasts longer is not temporary. */
const maxAttempts = 10;

/** Thrown when an image cannot be retried. The message is the reason. */
export class NotRetryable extends Error {
  override readonly name = 'NotRetryable';
}

/**
 * Retries a FAILED image whose failure may be temporary.
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
    throw new NotRetryable('The image was changed by another request. Read it, and try again.');
  }
  const { rejection, processing, ...kept } = image;
  const at = now.toISOString();
  const restarted: PendingImage = { ...kept, status: 'PENDING', attempt: image.attempt + 1, updatedAt: at };
  // A crash before this call leaves a PENDING record whose upload is not queued.
  await uploads.announce({ owner, id, ...upload, attempt: restarted.attempt, at });
  return restarted;
}

function retryable(image: ImageRecord): { image: Extract<ImageRecord, { status: 'FAILED' }>; upload: ObjectVersion } {
  if (image.status === 'PENDING') throw new NotRetryable('The image is PENDING: it is waiting for its upload or being processed.');
  if (image.status === 'READY') throw new NotRetryable('The image is READY. Only a FAILED image can be retried.');
  if (!image.rejection.retryable || !image.upload) throw new NotRetryable(`A retry would fail again: ${image.rejection.reason}`);
  if (image.attempt >= maxAttempts) {
    throw new NotRetryable(`The image was attempted ${image.attempt} times, which is the maximum. Upload the file as a new image.`);
  }
  return { image, upload: image.upload };
}
