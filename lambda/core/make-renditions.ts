import type { FailedImage, ImageKey, ObjectVersion, ReadyImage, Rendition, Renditions } from './image';
import { renditionKey, uploadKey } from './keys';
import type { BlobStore, ImageResizer, ResizedImage } from './ports';
import { empty, ImageRejected, otherType, removed, tooManyBytes } from './rejection';
import type { ImageSettings } from './settings';
import type { SizeName } from './sizes';
import { sniff } from './sniff';

export interface RenditionServices {
  readonly originals: Pick<BlobStore, 'stat' | 'read'>;
  readonly renditions: Pick<BlobStore, 'write'>;
  readonly resizer: ImageResizer;
  readonly settings: ImageSettings;
}

/** The result of an upload: its renditions, or the reason for its rejection. */
export type ResizeResult = (Pick<ReadyImage, 'status'> & Renditions) | Pick<FailedImage, 'status' | 'rejection'>;

/** The properties of an upload's file; `undefined` when it does not exist. */
export type UploadedFile = Awaited<ReturnType<BlobStore['stat']>>;

export async function statUpload(
  { owner, id, version }: ImageKey & ObjectVersion,
  originals: Pick<BlobStore, 'stat'>,
): Promise<UploadedFile> {
  return originals.stat(uploadKey(owner, id), version);
}

/**
 * Reads an upload, makes all sizes and stores each as soon as it is made. Idempotent: the same upload always writes the same keys.
 * @param file the properties of the file, which may be on their way
 */
export async function makeRenditions(
  upload: ImageKey & ObjectVersion,
  { originals, renditions, resizer, settings }: RenditionServices,
  file: Promise<UploadedFile> = statUpload(upload, originals),
): Promise<ResizeResult> {
  try {
    const { bytes, claimed } = await fetchOriginal(upload, await file, originals, settings);
    const kind = sniff(bytes);
    if (kind && kind.contentType !== claimed) throw otherType(kind, claimed);
    const store = async ({ bytes: body, width, height, format }: ResizedImage, size: SizeName): Promise<Rendition> => {
      const key = renditionKey({ ...upload, size });
      await renditions.write(key, body, `image/${format}`);
      return { key, width, height, bytes: body.byteLength, format };
    };
    const { original, sizes } = await resizer.resize(bytes, kind, store);
    return { status: 'READY', original, sizes };
  } catch (error) {
    if (error instanceof ImageRejected) return { status: 'FAILED', rejection: error.rejection };
    throw error;
  }
}

/** Reads the file and its announced content type. Rejects a file that is too large before reading it. */
async function fetchOriginal(
  { owner, id, version }: ImageKey & ObjectVersion,
  file: UploadedFile,
  originals: RenditionServices['originals'],
  settings: ImageSettings,
) {
  if (!file) throw removed();
  if (file.bytes === 0) throw empty();
  if (file.bytes > settings.maxBytes) throw tooManyBytes(file.bytes, settings);
  const bytes = await originals.read(uploadKey(owner, id), version);
  if (!bytes) throw removed();
  return { bytes, claimed: file.contentType };
}
