import type { FailedImage, ImageKey, ObjectVersion, ReadyImage, Rendition, Renditions } from './image';
import { renditionKey, uploadKey } from './keys';
import type { BlobStore, ImageResizer } from './ports';
import { empty, ImageRejected, otherType, removed, tooManyBytes } from './rejection';
import type { ImageSettings } from './settings';
import { mapSizes, type Sizes } from './sizes';
import { sniff } from './sniff';

export interface RenditionServices {
  readonly originals: Pick<BlobStore, 'stat' | 'read'>;
  readonly renditions: Pick<BlobStore, 'write'>;
  readonly resizer: ImageResizer;
  readonly settings: ImageSettings;
}

/** The result of an upload: its renditions, or the reason for its rejection. */
export type ResizeResult = (Pick<ReadyImage, 'status'> & Renditions) | Pick<FailedImage, 'status' | 'rejection'>;

/** Reads an upload, makes all sizes and stores them. Idempotent: the same upload always writes the same keys. */
export async function makeRenditions(
  upload: ImageKey & ObjectVersion,
  { originals, renditions, resizer, settings }: RenditionServices,
): Promise<ResizeResult> {
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

/** Reads the file and its announced content type. Rejects a file that is too large before reading it. */
async function fetchOriginal(
  { owner, id, version }: ImageKey & ObjectVersion,
  originals: RenditionServices['originals'],
  settings: ImageSettings,
) {
  const key = uploadKey(owner, id);
  const facts = await originals.stat(key, version);
  if (!facts) throw removed();
  if (facts.bytes === 0) throw empty();
  if (facts.bytes > settings.maxBytes) throw tooManyBytes(facts.bytes, settings);
  const bytes = await originals.read(key, version);
  if (!bytes) throw removed();
  return { bytes, claimed: facts.contentType };
}
