import type { ImageRecord } from './image';
import type { Clock, UploadAnnouncer } from './ports';
import { missingSizes } from './sizes';

/** All records of all owners, for repairs: nothing that answers a request reads like this. */
export interface ImageScan {
  /** @param after `next` of the page before  @returns a page of READY images, perhaps an empty one; no `next` on the last page */
  page(after?: string): Promise<{ images: ImageRecord[]; next?: string }>;
}

/** What became of one page of images. */
export interface AnnouncedPage {
  /** READY images on the page. */
  readonly found: number;
  /** Images that were handed to the resizer. */
  readonly queued: number;
  /** Where the next page begins; missing after the last one. */
  readonly next?: string;
}

/** Hands the READY images of one page to the resizer again, all of them or those that lack a size. Safe to repeat. */
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
