import type { ImageKey, ObjectVersion } from './image';
import { renditionKey } from './keys';
import { makeRenditions, type RenditionServices } from './make-renditions';
import { type Host, type Measured, measure } from './measure';
import type { BlobStore, Clock, ImageRepository } from './ports';
import { sizeNames } from './sizes';

export interface ResizeAgainServices extends RenditionServices {
  readonly images: Pick<ImageRepository, 'find' | 'replaceSizes'>;
  readonly renditions: RenditionServices['renditions'] & Pick<BlobStore, 'remove'>;
  readonly clock: Clock;
}

/** READY: the sizes are new. KEPT: the sizes are unchanged, because the original is rejected now. DONE, GONE: nothing to do. */
export type ResizeAgainResult = 'READY' | 'KEPT' | 'DONE' | 'GONE';

/**
 * Makes the sizes of a READY image again from the original, after a size was added or an encoder setting changed. The image
 * stays READY in every case. Idempotent.
 */
export async function resizeAgain(
  upload: ImageKey & ObjectVersion & Measured,
  host: Host,
  services: ResizeAgainServices,
): Promise<ResizeAgainResult> {
  const { images, renditions, clock } = services;
  const elapsed = measure(upload, host, clock);
  const image = await images.find(upload.owner, upload.id);
  if (image?.status !== 'READY' || image.upload.version !== upload.version) return 'DONE';
  const product = await makeRenditions(upload, services);
  if (product.status === 'FAILED') return 'KEPT';
  const { original, sizes } = product;
  if (await images.replaceSizes(upload, upload, { original, sizes, processing: elapsed() }, clock.now())) return 'READY';
  // A READY record that changed meanwhile was removed.
  await renditions.remove(sizeNames.map((size) => renditionKey({ ...upload, size })));
  return 'GONE';
}
