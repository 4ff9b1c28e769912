import type { ImageKey, ObjectVersion } from './image';
import { uploadKey } from './keys';
import type { BlobStore, ImageRepository } from './ports';

/** Nobody waits for the work on an upload any more, nor ever will. */
export interface Closed {
  /** DONE: it was finished, or a later start took it over. SUPERSEDED: by a newer upload. GONE: with its record. */
  readonly state: 'DONE' | 'SUPERSEDED' | 'GONE';
  /** Whether the record holds this very upload, without its sequencer. */
  readonly lacksSequencer?: boolean;
}

/** There is work to do. */
export interface Open<Upload> {
  readonly state: 'OPEN';
  /** What to work on. */
  readonly upload: Upload;
  /** The version that it is to take the place of, where that does not show by the sequencers. */
  readonly over?: string;
}

/**
 * What the record says of the work on an upload. Sequencers order the uploads of one key. Where one of two has none, because
 * its event was lost, what stands in the store now is the last that came, and the one to work on.
 */
export async function standing<Upload extends ImageKey & ObjectVersion & { readonly attempt?: number }>(
  upload: Upload,
  { images, originals }: { images: Pick<ImageRepository, 'find'>; originals: Pick<BlobStore, 'stat'> },
): Promise<Open<Upload> | Closed> {
  const image = await images.find(upload.owner, upload.id);
  if (!image) return { state: 'GONE' };
  if (upload.attempt !== undefined && upload.attempt < image.attempt) return { state: 'DONE' };
  const held = image.upload;
  if (!held) return { state: 'OPEN', upload };
  if (held.version === upload.version) {
    return image.status === 'READY' ? { state: 'DONE', lacksSequencer: !held.sequencer } : { state: 'OPEN', upload };
  }
  if (held.sequencer && upload.sequencer) {
    return held.sequencer < upload.sequencer ? { state: 'OPEN', upload } : { state: 'SUPERSEDED' };
  }
  const current = await originals.stat(uploadKey(upload.owner, upload.id));
  if (!current || current.version === held.version) return { state: 'SUPERSEDED' };
  const isCurrent = current.version === upload.version;
  const last = isCurrent ? upload : { ...upload, version: current.version, sequencer: undefined };
  return { state: 'OPEN', upload: last, over: held.version };
}
