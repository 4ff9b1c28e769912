import type { ImageKey, ObjectVersion, Processing, Rendition } from './image';
import { renditionKey, uploadKey } from './keys';
import { makeRenditions, type RenditionServices, type ResizeResult, statUpload } from './make-renditions';
import { type Host, type Measured, measure } from './measure';
import type { BlobStore, Clock, ImageEnding, ImageRepository, Metrics } from './ports';
import { fault } from './rejection';
import { sizeNames } from './sizes';
import { resolveUploadState, type StartedUpload, takeUpload, type UploadState } from './upload-state';

/** An uploaded file. */
export interface Upload extends StartedUpload, Measured {
  /** Whether this is the last time that its message is received. */
  readonly isLastAttempt: boolean;
}

export interface ProcessingServices extends RenditionServices {
  readonly images: Pick<ImageRepository, 'find' | 'assign' | 'settle'>;
  readonly originals: RenditionServices['originals'] & Pick<BlobStore, 'removeVersion'>;
  readonly renditions: RenditionServices['renditions'] & Pick<BlobStore, 'remove'>;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** The result of processing an upload. READY and FAILED were written; for the others, there was nothing to write. */
export type UploadResult = 'READY' | 'FAILED' | Closed;

type Closed = Exclude<UploadState, 'OPEN'>;

/**
 * Makes the renditions of an uploaded file and writes the outcome into its record. A record accepts one upload, the first that
 * arrives here; any other is removed without being read. Idempotent, in any order and concurrently.
 * An invalid file makes the record FAILED. A service error is thrown, so that the message is retried. On the last attempt, the
 * record becomes FAILED before the error is thrown: no image stays PENDING forever.
 */
export async function processUpload(upload: Upload, host: Host, services: ProcessingServices): Promise<UploadResult> {
  const elapsed = measure(upload, host, services.clock);
  // Beside the assignment, because both take a round trip. Only the record's own file is read.
  const file = statUpload(upload, services.originals);
  const stated = file.catch(() => undefined);
  try {
    const state = await takeUpload(upload, services.images);
    if (state !== 'OPEN') return await discardUpload(upload, state, services);
    return await settleOutcome(upload, await makeRenditions(upload, services, file), elapsed, services);
  } catch (error) {
    if (upload.isLastAttempt) {
      const failed: ResizeResult = { status: 'FAILED', rejection: fault };
      await settleOutcome(upload, failed, elapsed, services).catch((second: unknown) => {
        throw new AggregateError([error, second], 'The upload could not be processed, and its record could not be updated.');
      });
    }
    throw error;
  } finally {
    await stated;
  }
}

/** Writes the outcome into the record, and its metrics. */
async function settleOutcome(
  upload: Upload,
  product: ResizeResult,
  elapsed: () => Processing,
  services: ProcessingServices,
): Promise<UploadResult> {
  const { images, metrics, clock } = services;
  const processing = elapsed();
  const isSettled = await images.settle(upload, { version: upload.version }, { ...product, processing }, clock.now());
  if (!isSettled) return discardUnsettled(upload, services);
  metrics.add(endingOf(product, processing));
  return product.status;
}

/** Discards an upload whose outcome the record did not accept. @throws Error when the record accepts the upload by now */
async function discardUnsettled(upload: Upload, services: ProcessingServices): Promise<Closed> {
  const state = await resolveUploadState(upload, services.images);
  if (state !== 'OPEN') return discardUpload(upload, state, services);
  throw new Error(`The record of image ${upload.id} changed while its outcome was being written. The message will be retried.`);
}

/** Removes an upload that does not belong to its record, and the renditions that may exist. */
async function discardUpload(upload: ImageKey & ObjectVersion, state: Closed, services: ProcessingServices): Promise<Closed> {
  const { originals, renditions } = services;
  // A DONE upload belongs to the record. A SURPLUS upload was never assigned, so that it has no renditions.
  if (state === 'GONE') await renditions.remove(sizeNames.map((size) => renditionKey({ ...upload, size })));
  if (state !== 'DONE') await originals.removeVersion(uploadKey(upload.owner, upload.id), upload.version);
  return state;
}

function endingOf(product: ResizeResult, { queuedMs, ms }: Processing): ImageEnding {
  if (product.status === 'FAILED') return { status: 'FAILED', reason: product.rejection.code };
  const { original, sizes } = product;
  const bytesOut = Object.values<Rendition>(sizes).reduce((sum, { bytes }) => sum + bytes, 0);
  return { status: 'READY', bytesIn: original.bytes, bytesOut, uploadToReadyMs: queuedMs + ms };
}
