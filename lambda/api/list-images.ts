import * as z from 'zod/mini';
import { listImages } from '../core/list-images';
import { endpoint, type JsonValue, json } from './endpoint';
import { ImageId, queryNumber, wholeNumber } from './fields';
import { ImageResource, toResource } from './image-resource';

const Limit = wholeNumber(1, 100);

/** A page of the caller's images, newest first. */
const ImagePage = json((z) =>
  z.object({
    items: z.array(ImageResource.schema(z)),
    /** Cursor of the next page; missing on the last page. */
    nextCursor: z.optional(ImageId),
  }),
);

export type ImagePage = JsonValue<typeof ImagePage>;

export default endpoint({
  query: z.object({ limit: z._default(queryNumber(Limit), 20), cursor: z.optional(ImageId) }),
  answer: ImagePage,
  async run({ owner, query }, { images: repository, urls }) {
    const { images, nextCursor } = await listImages(repository, owner, query);
    return { items: await Promise.all(images.map((image) => toResource(image, urls))), nextCursor };
  },
});
