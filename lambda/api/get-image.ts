import * as z from 'zod/mini';
import { getImage } from '../core/get-image';
import { endpoint } from './endpoint';
import { ImageId } from './fields';
import { ImageResource, toResource } from './image-resource';

export default endpoint({
  params: z.object({ id: ImageId }),
  answer: ImageResource,
  problems: ['image-not-found'],
  async run({ owner, params }, { images, urls }) {
    return toResource(await getImage(images, owner, params.id), urls);
  },
});
