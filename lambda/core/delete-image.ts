import type { ImageKey } from './image';
import type { Clock, ImageRepository, UsageCounters } from './ports';
import { releaseQuota } from './quota';

/**
 * Removes the record of the owner's image, if there is one. What it leaves behind, files and news, is for whoever follows the
 * changes of the records: so it is dealt with too when a record goes by itself.
 */
export async function deleteImage(
  image: ImageKey,
  { images, counters, clock }: { images: Pick<ImageRepository, 'remove'>; counters: UsageCounters; clock: Clock },
): Promise<void> {
  const since = clock.now();
  // In this order: whoever ends between the two has counted one image too many, which is found at the limit.
  if (await images.remove(image)) await releaseQuota(image.owner, since, { counters });
}
