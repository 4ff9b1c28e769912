import * as z from 'zod/mini';
import { retryImage } from '../core/retry-image';
import { endpoint } from './endpoint';
import { ImageId } from './fields';
import { ImageResource, toPendingResource } from './image-resource';

export default endpoint({
  params: z.object({ id: ImageId }),
  status: 202,
  answer: ImageResource,
  problems: ['image-not-found', 'not-retryable'],
  async run({ owner, params }, services) {
    return toPendingResource(await retryImage(owner, params.id, services));
  },
});
