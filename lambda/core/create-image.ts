import type { ContentType } from './formats';
import type { Owner, PendingImage } from './image';
import { uploadKey } from './keys';
import type { Clock, ImageRepository, SignedUrls, UploadForm, UsageCounters } from './ports';
import { takeQuota } from './quota';
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
 */
export async function createImage(
  owner: Owner,
  { bytes, contentType, name }: NewImage,
  services: {
    images: Pick<
      ImageRepository,
      | 'count' // part: quotas
      | 'add'
    >;
    counters: UsageCounters; // part: quotas
    clock: Clock;
    urls: Pick<SignedUrls, 'uploadForm'>;
    newId: () => string;
    settings: ImageSettings;
  },
): Promise<{ image: PendingImage; upload: UploadForm }> {
  const { maxBytes } = services.settings;
  if (bytes !== undefined && bytes > maxBytes) throw new UploadTooLarge(bytes, maxBytes);
  const id = services.newId();
  const upload = await services.urls.uploadForm({ key: uploadKey(owner, id), contentType, maxBytes: bytes ?? maxBytes });
  // Before the record is written, so that a rejected request leaves none. Throws QuotaExceeded.
  await takeQuota(owner, services); // part: quotas
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
