import type { ContentType } from './formats';
import type { Owner, PendingImage } from './image';
import { uploadKey } from './keys';
import type { ImageRepository, SignedUrls, UploadForm } from './ports';
import { type QuotaServices, takeQuota } from './quota';
import type { ImageSettings } from './settings';

export interface NewImage {
  readonly contentType: ContentType;
  readonly name?: string;
  /** Size of the file, if the client knows it. */
  readonly bytes?: number;
}

/** Thrown when a client announces a file that is larger than allowed, before any byte is uploaded. */
export class UploadTooLarge extends Error {
  override readonly name = 'UploadTooLarge';

  constructor(
    readonly bytes: number,
    readonly maxBytes: number,
  ) {
    super(`The file has ${bytes} bytes. At most ${maxBytes} bytes are allowed.`);
  }
}

/**
 * Creates the record of an image and the form that uploads its file.
 * @throws UploadTooLarge
 * @throws QuotaExceeded
 */
export async function createImage(
  owner: Owner,
  { bytes, contentType, name }: NewImage,
  services: QuotaServices & {
    images: Pick<ImageRepository, 'add' | 'count'>;
    urls: Pick<SignedUrls, 'uploadForm'>;
    newId: () => string;
    settings: ImageSettings;
  },
): Promise<{ image: PendingImage; upload: UploadForm }> {
  const { maxBytes } = services.settings;
  if (bytes !== undefined && bytes > maxBytes) throw new UploadTooLarge(bytes, maxBytes);
  const id = services.newId();
  const upload = await services.urls.uploadForm({ key: uploadKey(owner, id), contentType, maxBytes: bytes ?? maxBytes });
  await takeQuota(owner, services);
  const now = services.clock.now().toISOString();
  const image: PendingImage = {
    status: 'PENDING',
    owner,
    id,
    contentType,
    ...(name === undefined ? {} : { name }),
    createdAt: now,
    updatedAt: now,
    attempt: 1,
  };
  await services.images.add(image);
  return { image, upload };
}
