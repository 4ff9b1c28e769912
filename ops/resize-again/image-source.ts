import type { AnnouncedPage } from '../../lambda/core/announce-again';

/** The stored images of one environment, and its resizer's queue. */
export interface ImageSource {
  /** Queues one page of images. */
  next(page: { readonly after?: string; readonly missing: boolean }): Promise<AnnouncedPage>;
  /** Approximate number of messages that wait for the resizer. */
  waiting(): Promise<number>;
}
