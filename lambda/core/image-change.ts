import type { ImageKey, ImageRecord } from './image';

/** What one write did to one record. */
export interface ImageChange extends ImageKey {
  /** The same for every delivery of one change. */
  readonly changeId: string;
  /** When it was written, to the second. */
  readonly at: Date;
  /** Missing when the record is new. */
  readonly before?: ImageRecord;
  /** Missing when the record was removed. */
  readonly after?: ImageRecord;
  /** Whether the database removed it because its time was over. */
  readonly expired: boolean;
}
