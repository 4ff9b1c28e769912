import sharp from 'sharp';
import { boundBox } from '../../../lambda/adapters/sharp/read-pixels';
import { mapSizes, type Sizes, sizeBounds } from '../../../lambda/core/sizes';

/** Three pipelines of sharp, each from the file, with the encoder's default settings, as in most samples. */
export function threePipelines(bytes: Buffer): Promise<Sizes<Buffer>> {
  return mapSizes(sizeBounds, (bound) => sharp(bytes).autoOrient().resize(boundBox(bound)).webp().toBuffer());
}
