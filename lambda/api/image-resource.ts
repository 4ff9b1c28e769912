import { inputFormats, outputFormats } from '../core/formats';
import type { ImageRecord, PendingImage } from '../core/image';
import type { SignedUrls } from '../core/ports';
import { mapSizes, type SizeName, sizeNames } from '../core/sizes';
import { type JsonValue, json } from './endpoint';
import { ImageId } from './fields';

/** An image, as the API returns it. */
export const ImageResource = json((z) => {
  const pixels = z.int().check(z.gte(1));
  const size = z.object({
    /** A presigned URL, valid for at most an hour. */
    url: z.url(),
    width: pixels,
    height: pixels,
    bytes: z.int(),
    format: z.enum(outputFormats),
  });
  /** The uploaded file. Width and height apply after orientation. */
  const original = z.object({ bytes: z.int(), width: pixels, height: pixels, format: z.enum(inputFormats) });
  /** Resources that processing an image used. */
  const processing = z.object({
    /** From the handler's start to the last write of the record, in milliseconds. */
    ms: z.int(),
    /** From the end of the upload to the handler's start, in milliseconds. */
    queuedMs: z.int(),
    /** Memory of the function, in MiB. */
    memoryMb: z.int(),
    coldStart: z.boolean(),
    /** Number of times that the upload's message was received. */
    attempts: z.int(),
  });
  return z.object({
    /** Ids sort by creation time. */
    id: ImageId,
    status: z.enum(['PENDING', 'READY', 'FAILED']),
    /** Why the image FAILED, and how to fix it. */
    reason: z.optional(z.string()),
    /** Whether a retry of a FAILED image may succeed. */
    retryable: z.optional(z.boolean()),
    name: z.optional(z.string()),
    /** ISO 8601, UTC. */
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    original: z.optional(original),
    // An image lacks the sizes that were added after it, until it is resized again.
    sizes: z.optional(
      z.partial(z.object(Object.fromEntries(sizeNames.map((name) => [name, size])) as Record<SizeName, typeof size>)),
    ),
    processing: z.optional(processing),
  });
});

export type ImageResource = JsonValue<typeof ImageResource>;
export type SizeResource = NonNullable<NonNullable<ImageResource['sizes']>[SizeName]>;

export async function toResource(image: ImageRecord, urls: Pick<SignedUrls, 'readUrl'>): Promise<ImageResource> {
  const described = describe(image);
  switch (image.status) {
    case 'PENDING':
      return described;
    case 'FAILED': {
      const { reason, retryable } = image.rejection;
      return { ...described, reason, retryable, processing: image.processing };
    }
    case 'READY': {
      const sizes = await mapSizes(image.sizes, async ({ key, ...facts }) => ({ url: await urls.readUrl(key), ...facts }));
      return { ...described, original: image.original, sizes, processing: image.processing };
    }
  }
}

export const toPendingResource = (image: PendingImage): ImageResource => describe(image);

function describe({ id, status, name, createdAt, updatedAt }: ImageRecord) {
  return { id, status, name, createdAt, updatedAt };
}
