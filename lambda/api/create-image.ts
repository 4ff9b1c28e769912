import { uuidv7 } from 'uuidv7';
import * as z from 'zod/mini';
import { createImage } from '../core/create-image';
import { contentTypes } from '../core/formats';
import { endpoint, type JsonValue, json } from './endpoint';
import { ImageId, text, wholeNumber } from './fields';

/** A PENDING image, and the form that uploads its file. */
const StartedImage = json((z) =>
  z.object({
    id: ImageId,
    status: z.literal('PENDING'),
    upload: z.object({
      url: z.url(),
      fields: z.record(z.string(), z.string()),
      maxBytes: z.int(),
      expiresAt: z.iso.datetime(),
    }),
  }),
);

export type StartedImage = JsonValue<typeof StartedImage>;

export default endpoint({
  body: z.strictObject({
    contentType: z.enum(contentTypes),
    name: z.optional(text(1, 255)),
    bytes: z.optional(wholeNumber(1)),
  }),
  status: 201,
  problems: ['quota-exceeded'], // part: quotas
  answer: StartedImage,
  async run({ owner, body }, services) {
    const { image, upload } = await createImage(owner, body, { ...services, newId: uuidv7 });
    return { id: image.id, status: image.status, upload: { ...upload, expiresAt: upload.expiresAt.toISOString() } };
  },
});
