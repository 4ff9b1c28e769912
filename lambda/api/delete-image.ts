import * as z from 'zod/mini';
import { deleteImage } from '../core/delete-image';
import { endpoint } from './endpoint';
import { ImageId } from './fields';

export default endpoint({
  params: z.object({ id: ImageId }),
  // Whoever's image it was, and whether there was one: nobody learns it from the answer.
  status: 204,
  async run({ owner, params: { id } }, services) {
    await deleteImage({ owner, id }, services);
  },
});
