import * as z from 'zod/mini';
import { inputFormats, outputFormats } from '../core/formats';
import { rejectionCodes } from '../core/rejection';
import { type SizeName, sizeNames } from '../core/sizes';

const base = {
  version: z.literal(1),
  eventId: z.string(),
  /** ISO 8601, UTC. */
  at: z.iso.datetime(),
  owner: z.string(),
  id: z.uuidv7(),
};

const name = z.optional(z.string());

const Pixels = z.int().check(z.gte(1));

const Rendition = z.object({ key: z.string(), width: Pixels, height: Pixels, bytes: z.int(), format: z.enum(outputFormats) });

const ImageReady = z.object({
  type: z.literal('ImageReady'),
  ...base,
  name,
  original: z.object({ bytes: z.int(), width: Pixels, height: Pixels, format: z.enum(inputFormats) }),
  sizes: z.partial(z.object(Object.fromEntries(sizeNames.map((size) => [size, Rendition])) as Record<SizeName, typeof Rendition>)),
});

const ImageFailed = z.object({
  type: z.literal('ImageFailed'),
  ...base,
  name,
  code: z.enum(rejectionCodes),
  reason: z.string(),
  retryable: z.boolean(),
});

const ImageDeleted = z.object({ type: z.literal('ImageDeleted'), ...base, cause: z.enum(['REQUEST', 'EXPIRY']) });

/** Schema of the events. A subscriber parses the `detail` of an EventBridge event with it. */
export const ImageEventSchema = z.discriminatedUnion('type', [ImageReady, ImageFailed, ImageDeleted]);
