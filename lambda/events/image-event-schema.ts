import * as z from 'zod/mini';
import { outputFormats } from '../core/formats';
import { type SizeName, sizeNames } from '../core/sizes';

const told = {
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
  ...told,
  name,
  original: z.object({ bytes: z.int(), width: Pixels, height: Pixels, format: z.enum(['jpeg', 'png', 'webp']) }),
  sizes: z.partial(z.object(Object.fromEntries(sizeNames.map((size) => [size, Rendition])) as Record<SizeName, typeof Rendition>)),
});

const ImageFailed = z.object({
  type: z.literal('ImageFailed'),
  ...told,
  name,
  code: z.enum([
    'EMPTY',
    'TOO_MANY_BYTES',
    'TOO_MANY_PIXELS',
    'TOO_LONG',
    'TOO_MANY_PARTS',
    'DECODED_SIZE_TOO_LARGE',
    'UNSUPPORTED',
    'UNKNOWN',
    'OTHER_TYPE',
    'DAMAGED',
    'REMOVED',
    'NOT_UPLOADED',
    'FAULT',
  ]),
  reason: z.string(),
  retryable: z.boolean(),
});

const ImageDeleted = z.object({ type: z.literal('ImageDeleted'), ...told, cause: z.enum(['REQUEST', 'EXPIRY']) });

/** The events, for whoever takes them: a subscriber parses the `detail` of what comes from the bus with it. */
export const ImageEventSchema = z.discriminatedUnion('type', [ImageReady, ImageFailed, ImageDeleted]);
