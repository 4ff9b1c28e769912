import type { ImageKey, ObjectVersion } from './image';
import type { ImageRepository } from './ports';

/** An upload, and the record's attempt that it belongs to, if known. */
export type StartedUpload = ImageKey & ObjectVersion & { readonly attempt?: number };

/**
 * What to do with an upload. OPEN: process it. DONE: nothing, because it has its outcome or a later attempt processes it.
 * SURPLUS: the record has another upload, because the form was used twice. GONE: the record was removed.
 */
export type UploadState = 'OPEN' | 'DONE' | 'SURPLUS' | 'GONE';

/** Assigns the upload to its record, if the record has none yet. */
export async function takeUpload(upload: StartedUpload, images: Pick<ImageRepository, 'find' | 'assign'>): Promise<UploadState> {
  return (await images.assign(upload, upload)) ? 'OPEN' : resolveUploadState(upload, images);
}

/** Returns the state of an upload according to its record. */
export async function resolveUploadState(upload: StartedUpload, images: Pick<ImageRepository, 'find'>): Promise<UploadState> {
  const image = await images.find(upload.owner, upload.id);
  if (!image) return 'GONE';
  if (image.upload && image.upload.version !== upload.version) return 'SURPLUS';
  if (upload.attempt !== undefined && upload.attempt < image.attempt) return 'DONE';
  // A record that FAILED before its file arrived, or because of a temporary error, is still open.
  const isOpen = image.status === 'PENDING' || (image.status === 'FAILED' && (!image.upload || image.rejection.retryable));
  return isOpen ? 'OPEN' : 'DONE';
}
