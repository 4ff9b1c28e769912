import type { ImageKey } from './image';
import type { Clock, ImageRepository, UsageCounters } from './ports';
import { releaseQuota } from './quota';

/**
 * Removes the record of the owner's image, if it exists. Its files and its event are handled by the function that follows the
 * table's stream, so that a record that expires is cleaned up in the same way.
 */
export async function deleteImage(
  image: ImageKey,
  { images, counters, clock }: { images: Pick<ImageRepository, 'remove'>; counters: UsageCounters; clock: Clock },
): Promise<void> {
  const since = clock.now();
  // A crash between the two calls leaves the counter one too high. The counter is corrected when it reaches the limit.
  if (await images.remove(image)) await releaseQuota(image.owner, since, { counters });
}
