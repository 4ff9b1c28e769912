import type { ImageKey, ObjectVersion, Processing, Rendition } from './image';
import { renditionKey, uploadKey } from './keys';
import { makeRenditions, type Product, type RenditionServices } from './make-renditions';
import { type Host, type Measured, measure } from './measure';
import type { BlobStore, Clock, ImageEnding, ImageRepository, Metrics } from './ports';
import { fault } from './rejection';
import { sizeNames } from './sizes';
import { resolveUploadState, type StartedUpload, takeUpload, type UploadState } from './upload-state';

/** A file that has arrived. */
export interface Upload extends StartedUpload, Measured {
  /** Whether its message will not be received again when this work throws. */
  readonly isLastAttempt: boolean;
}

export interface ProcessingServices extends RenditionServices {
  readonly images: Pick<ImageRepository, 'find' | 'assign' | 'settle'>;
  readonly originals: RenditionServices['originals'] & Pick<BlobStore, 'removeVersion'>;
  readonly renditions: RenditionServices['renditions'] & Pick<BlobStore, 'remove'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** How the work on an upload ended: READY and FAILED were written, the others say why there was nothing to write. */
export type UploadResult = 'READY' | 'FAILED' | Closed;

type Closed = Exclude<UploadState, 'OPEN'>;

/**
 * Makes the renditions of an uploaded file and writes the outcome into its record. A record takes one upload, the first that
 * arrives here; any other is removed without being read. Safe to repeat, in any order and by several workers at once. A bad
 * file ends as FAILED; a fault of a service is thrown, and the work may be tried again. When it will not be, the record says
 * so before the fault is thrown: an image must not be PENDING for ever.
 */
export async function processUpload(upload: Upload, host: Host, services: ProcessingServices): Promise<UploadResult> {
  const elapsed = measure(upload, host, services.clock);
  try {
    const state = await takeUpload(upload, services.images);
    if (state !== 'OPEN') return await discardUpload(upload, state, services);
    return await settleOutcome(upload, await makeRenditions(upload, services), elapsed, services);
  } catch (error) {
    if (upload.isLastAttempt) {
      const failed: Product = { status: 'FAILED', rejection: fault };
      await settleOutcome(upload, failed, elapsed, services).catch((second: unknown) => {
        throw new AggregateError([error, second], 'The upload could not be processed, and its record could not say so.');
      });
    }
    throw error;
  }
}

async function settleOutcome(
  upload: Upload,
  product: Product,
  elapsed: () => Processing,
  services: ProcessingServices,
): Promise<UploadResult> {
  const { images, metrics, clock } = services;
  const processing = elapsed();
  if (await images.settle(upload, { version: upload.version }, { ...product, processing }, clock.now())) {
    metrics.add(endingOf(product, processing));
    return product.status;
  }
  const state = await resolveUploadState(upload, images);
  if (state === 'OPEN') throw new Error(`The record of image ${upload.id} changed while its outcome was written.`);
  return discardUpload(upload, state, services);
}

/** Removes an upload that no record wants, and what a worker may have made of it. */
async function discardUpload(upload: ImageKey & ObjectVersion, state: Closed, services: ProcessingServices): Promise<Closed> {
  const { originals, renditions } = services;
  // What is DONE belongs to the record. Of a SURPLUS upload nothing was ever made, for it was never taken.
  if (state === 'GONE') await renditions.remove(sizeNames.map((size) => renditionKey({ ...upload, size })));
  if (state !== 'DONE') await originals.removeVersion(uploadKey(upload.owner, upload.id), upload.version);
  return state;
}

function endingOf(product: Product, { queuedMs, ms }: Processing): ImageEnding {
  if (product.status === 'FAILED') return { status: 'FAILED', reason: product.rejection.code };
  const { original, sizes } = product;
  const bytesOut = Object.values<Rendition>(sizes).reduce((sum, { bytes }) => sum + bytes, 0);
  return { status: 'READY', bytesIn: original.bytes, bytesOut, uploadToReadyMs: queuedMs + ms };
}
