import * as z from 'zod/mini';
import { deleteImage } from '../core/delete-image';
import { endpoint } from './endpoint';
import { ImageId } from './fields';

export default endpoint({
  params: z.object({ id: ImageId }),
  // The answer does not reveal whether the image existed, or whose it was.
  status: 204,
  async run({ owner, params: { id } }, services) {
    await deleteImage({ owner, id }, services);
  },
});
