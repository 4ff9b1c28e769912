import * as z from 'zod/mini';
import { listImages } from '../core/list-images';
import { endpoint } from './endpoint';
import { ImageId, ImageResource, toResource } from './image-resource';

const Limit = z.int().check(z.gte(1), z.lte(100));

// Query parameters are texts. What is no plain number stays one, so that the answer can show what came.
const LimitText = z.pipe(
  z.transform((text: unknown) => (typeof text === 'string' && /^\d{1,9}$/.test(text) ? Number(text) : text)),
  Limit,
);

export default endpoint({
  query: z.object({ limit: z._default(z.optional(LimitText), 20), cursor: z.optional(ImageId) }),
  answer: z.object({ items: z.array(ImageResource), nextCursor: z.optional(ImageId) }),
  async run({ owner, query }, { images: repository, urls }) {
    const { images, nextCursor } = await listImages(repository, owner, query);
    return { items: await Promise.all(images.map((image) => toResource(image, urls))), nextCursor };
  },
});
