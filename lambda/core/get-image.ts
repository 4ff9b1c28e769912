import { ImageNotFound, type ImageRecord, type Owner } from './image';
import type { ImageRepository } from './ports';

/** Returns the owner's image. @throws ImageNotFound */
export async function getImage(images: Pick<ImageRepository, 'find'>, owner: Owner, id: string): Promise<ImageRecord> {
  const image = await images.find(owner, id);
  if (!image) throw new ImageNotFound(id);
  return image;
}
