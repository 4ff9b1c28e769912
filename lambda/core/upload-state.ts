import type { ImageKey, ObjectVersion } from './image';
import type { ImageRepository } from './ports';

/** An upload, and the start of the record that it belongs to, where that is known. */
export type StartedUpload = ImageKey & ObjectVersion & { readonly attempt?: number };

/**
 * What there is to do for an upload. OPEN: the work. DONE: nothing, for it has its outcome, or a later start takes care of it.
 * SURPLUS: the record has another upload, because the form was used again. GONE: the record was removed.
 */
export type UploadState = 'OPEN' | 'DONE' | 'SURPLUS' | 'GONE';

/** Makes an upload the one of its record, if that has none yet. */
export async function takeUpload(upload: StartedUpload, images: Pick<ImageRepository, 'find' | 'assign'>): Promise<UploadState> {
  return (await images.assign(upload, upload)) ? 'OPEN' : resolveUploadState(upload, images);
}

/** What the record says of an upload now. */
export async function resolveUploadState(upload: StartedUpload, images: Pick<ImageRepository, 'find'>): Promise<UploadState> {
  const image = await images.find(upload.owner, upload.id);
  if (!image) return 'GONE';
  if (image.upload && image.upload.version !== upload.version) return 'SURPLUS';
  if (upload.attempt !== undefined && upload.attempt < image.attempt) return 'DONE';
  // A record that FAILED before its file came, or by a fault that may be over, is still to be had.
  const isOpen = image.status === 'PENDING' || (image.status === 'FAILED' && (!image.upload || image.rejection.retryable));
  return isOpen ? 'OPEN' : 'DONE';
}
