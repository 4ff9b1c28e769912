import * as z from 'zod/mini';
import { inputFormats, outputFormats } from '../core/formats';
import type { ImageRecord, PendingImage } from '../core/image';
import type { SignedUrls } from '../core/ports';
import { mapSizes, type SizeName, sizeNames } from '../core/sizes';
import { ImageId } from './fields';

const Pixels = z.int().check(z.gte(1));

const Size = z.object({ url: z.url(), width: Pixels, height: Pixels, bytes: z.int(), format: z.enum(outputFormats) });

const Original = z.object({ bytes: z.int(), width: Pixels, height: Pixels, format: z.enum(inputFormats) });

const Processing = z.object({
  ms: z.int(),
  queuedMs: z.int(),
  memoryMb: z.int(),
  coldStart: z.boolean(),
  attempts: z.int(),
});

/** An image as the API shows it. */
export const ImageResource = z.object({
  id: ImageId,
  status: z.enum(['PENDING', 'READY', 'FAILED']),
  reason: z.optional(z.string()),
  retryable: z.optional(z.boolean()),
  name: z.optional(z.string()),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  original: z.optional(Original),
  // An image lacks the sizes that are newer than it, until it is resized again.
  sizes: z.optional(
    z.partial(z.object(Object.fromEntries(sizeNames.map((name) => [name, Size])) as Record<SizeName, typeof Size>)),
  ),
  processing: z.optional(Processing),
});

export type ImageResource = z.infer<typeof ImageResource>;

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
