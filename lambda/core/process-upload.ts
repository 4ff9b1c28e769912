import type { ImageKey, ObjectVersion, Outcome, Processing, Rendition } from './image';
import { renditionKey, uploadKey } from './keys';
import type { BlobStore, Clock, ImageEnding, ImageRepository, ImageResizer, Metrics } from './ports';
import { empty, fault, ImageRejected, otherType, removed, tooManyBytes } from './rejection';
import type { ImageSettings } from './settings';
import { mapSizes, type Sizes, sizeNames } from './sizes';
import { sniff } from './sniff';
import { type Closed, standing } from './standing';

/** A file that has arrived. */
export interface Upload extends ImageKey, ObjectVersion {
  /** The start that it belongs to; missing when S3 itself told of it. */
  readonly attempt?: number;
  readonly uploadedAt: Date;
  /** How often its message has been received, this time included. */
  readonly attempts: number;
  /** Whether its message will not be received again when this work throws. */
  readonly isLastAttempt: boolean;
}

/** Who does the work. */
export interface Host {
  /** Memory that the function is billed for, in MiB. */
  readonly memoryMb: number;
  /** Whether this is the first work of this process. */
  readonly coldStart: boolean;
}

export interface ProcessingServices {
  readonly images: Pick<ImageRepository, 'find' | 'settle' | 'adopt'>;
  readonly originals: Pick<BlobStore, 'stat' | 'read'>;
  readonly renditions: Pick<BlobStore, 'write' | 'remove'>;
  readonly resizer: ImageResizer;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly settings: ImageSettings;
}

/**
 * How the work on an upload ended. READY and FAILED were written. DONE: another worker had finished this upload, or a later
 * start has taken it over. SUPERSEDED: a newer upload took its place. GONE: its record was removed.
 */
export type UploadResult = 'READY' | 'FAILED' | 'DONE' | 'SUPERSEDED' | 'GONE';

/**
 * Makes the renditions of an uploaded file and writes the outcome into its record. Safe to repeat, in any order and by
 * several workers at once. A bad file ends as FAILED; a fault of a service is thrown, and the work may be tried again. When
 * it will not be, the record says so before the fault is thrown: an image must not be PENDING for ever.
 */
export async function processUpload(upload: Upload, host: Host, services: ProcessingServices): Promise<UploadResult> {
  const finish = stopwatch(upload, host, services);
  let wanted = upload;
  try {
    const before = await standing(upload, services);
    // A worker that ended midway may have left some of its work.
    if (before.state !== 'OPEN') return await withdraw(upload, before, services);
    wanted = before.upload;
    return await finish(wanted, await makeRenditions(wanted, services));
  } catch (error) {
    if (upload.isLastAttempt) {
      await finish(wanted, { status: 'FAILED', rejection: fault }).catch((second: unknown) => {
        throw new AggregateError([error, second], 'The upload could not be processed, and its record could not say so.');
      });
    }
    throw error;
  }
}

/** Starts to measure. @returns what ends the measurement, and writes it with the product into the record */
function stopwatch({ uploadedAt, attempts }: Upload, host: Host, services: ProcessingServices) {
  const { clock } = services;
  const startedAt = clock.now();
  const started = clock.ticks();
  return async (upload: Upload, product: Product): Promise<UploadResult> => {
    const processing: Processing = {
      ms: Math.round(clock.ticks() - started),
      queuedMs: Math.max(0, startedAt.getTime() - uploadedAt.getTime()),
      memoryMb: host.memoryMb,
      coldStart: host.coldStart,
      attempts,
    };
    const { version, sequencer } = upload;
    const settle = async (over?: string) => {
      const written = await services.images.settle(upload, { version, sequencer, over }, { ...product, processing }, clock.now());
      if (written) services.metrics.add(endingOf(product, processing));
      return written;
    };
    if (await settle()) return product.status;

    // The record holds something else. What that is decides whether what we wrote is somebody's or nobody's.
    const after = await standing(upload, services);
    if (after.state !== 'OPEN') return withdraw(upload, after, services);
    if (after.upload.version === version && after.over !== undefined && (await settle(after.over))) return product.status;
    throw new Error(`The record of image ${upload.id} changed while its outcome was written.`);
  };
}

/** Removes what was written of an upload that nobody waits for; what another worker has finished is that worker's. */
async function withdraw(
  upload: Upload,
  { state, lacksSequencer }: Closed,
  { images, renditions }: ProcessingServices,
): Promise<UploadResult> {
  const { version, sequencer } = upload;
  if (state !== 'DONE') await renditions.remove(sizeNames.map((size) => renditionKey({ ...upload, size })));
  // An upload that was announced without its sequencer learns it from the event that came late after all.
  else if (lacksSequencer && sequencer) await images.adopt(upload, { version, sequencer });
  return state;
}

type Product = Outcome extends infer O ? (O extends Outcome ? Omit<O, 'processing'> : never) : never;

function endingOf(product: Product, { queuedMs, ms }: Processing): ImageEnding {
  if (product.status === 'FAILED') return { status: 'FAILED', reason: product.rejection.code };
  const { original, sizes } = product;
  const bytesOut = Object.values<Rendition>(sizes).reduce((sum, { bytes }) => sum + bytes, 0);
  return { status: 'READY', bytesIn: original.bytes, bytesOut, uploadToReadyMs: queuedMs + ms };
}

async function makeRenditions(upload: Upload, { originals, renditions, resizer, settings }: ProcessingServices): Promise<Product> {
  try {
    const { bytes, claimed } = await fetchOriginal(upload, originals, settings);
    const kind = sniff(bytes);
    if (kind && kind.contentType !== claimed) throw otherType(kind, claimed);
    const { original, format, sizes } = await resizer.resize(bytes, kind);
    const stored: Sizes<Rendition> = await mapSizes(sizes, async ({ bytes: body, width, height }, size) => {
      const key = renditionKey({ ...upload, size });
      await renditions.write(key, body, `image/${format}`);
      return { key, width, height, bytes: body.byteLength, format };
    });
    return { status: 'READY', original, sizes: stored };
  } catch (error) {
    if (error instanceof ImageRejected) return { status: 'FAILED', rejection: error.rejection };
    throw error;
  }
}

/** The file and the type that its form pinned, refused by its size before a byte is read. */
async function fetchOriginal(upload: Upload, originals: ProcessingServices['originals'], settings: ImageSettings) {
  const key = uploadKey(upload.owner, upload.id);
  const facts = await originals.stat(key, upload.version);
  if (!facts) throw removed();
  if (facts.bytes === 0) throw empty();
  if (facts.bytes > settings.maxBytes) throw tooManyBytes(facts.bytes, settings);
  const bytes = await originals.read(key, upload.version);
  if (!bytes) throw removed();
  return { bytes, claimed: facts.contentType };
}
