import type { ImageRecord, Owner } from './image';
import type { ImageRepository } from './ports';

/** Returns one page of the owner's images, newest first. `nextCursor` is missing on the last page. */
export async function listImages(
  images: Pick<ImageRepository, 'list'>,
  owner: Owner,
  { limit, cursor }: { limit: number; cursor?: string },
): Promise<{ images: ImageRecord[]; nextCursor?: string }> {
  const page = await images.list(owner, { limit, before: cursor });
  return { images: page.images, nextCursor: page.more ? page.images.at(-1)?.id : undefined };
}
