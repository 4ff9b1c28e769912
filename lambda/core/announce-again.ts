import type { ImageRecord } from './image';
import type { Clock, UploadAnnouncer } from './ports';
import { missingSizes } from './sizes';

/** Reads all records of all owners. For repairs only, never for a request. */
export interface ImageScan {
  /**
   * @param after `next` of the previous page
   * @returns a page of READY images, which may be empty; no `next` on the last page
   */
  page(after?: string): Promise<{ images: ImageRecord[]; next?: string }>;
}

/** The result for one page of images. */
export interface AnnouncedPage {
  /** READY images among them. */
  readonly found: number;
  /** Images that were queued for the resizer. */
  readonly queued: number;
  /** Position of the next page; missing on the last one. */
  readonly next?: string;
}

/** Queues the READY images of one page for resizing: all of them, or those that lack a size. Idempotent. */
export async function announceAgain(
  { after, missing }: { readonly after?: string; readonly missing: boolean },
  { scan, uploads, clock }: { scan: ImageScan; uploads: UploadAnnouncer; clock: Clock },
): Promise<AnnouncedPage> {
  const { images, next } = await scan.page(after);
  const ready = images.filter((image) => image.status === 'READY');
  const wanted = ready.filter(({ sizes }) => !missing || missingSizes(sizes).length > 0);
  const at = clock.now().toISOString();
  for (const { owner, id, upload, attempt } of wanted) {
    await uploads.announce({ owner, id, version: upload.version, attempt, at, again: true });
  }
  return { found: ready.length, queued: wanted.length, next };
}
