import type { ImageKey } from './image';
import type { Clock, ImageRepository, UsageCounters } from './ports';
import { releaseQuota } from './quota';

/**
 * Removes the record of the owner's image, if it exists. Its files and its event are handled by the function that follows the
 * table's stream, so that a record that expires is cleaned up in the same way.
 * @returns whether the record existed
 */
export async function deleteImage(
  image: ImageKey,
  services: {
    images: Pick<ImageRepository, 'remove'>;
    counters: UsageCounters; // part: quotas
    clock: Clock; // part: quotas
  },
): Promise<boolean> {
  const since = services.clock.now(); // part: quotas
  const existed = await services.images.remove(image);
  // A crash between the two calls leaves the counter one too high. The counter is corrected when it reaches the limit.
  if (existed) await releaseQuota(image.owner, since, services); // part: quotas
  return existed;
}
