import type { AnnouncedPage } from '../../lambda/core/announce-again';

/** The stored images of one place, and the queue of its resizer. */
export interface ImageSource {
  /** Queues one page of images. */
  next(page: { readonly after?: string; readonly missing: boolean }): Promise<AnnouncedPage>;
  /** Messages that wait for the resizer, about. */
  waiting(): Promise<number>;
}
