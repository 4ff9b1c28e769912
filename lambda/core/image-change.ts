import type { ImageKey, ImageRecord } from './image';

/** The effect of one write on one record. */
export interface ImageChange extends ImageKey {
  /** Identical for every delivery of one change. */
  readonly changeId: string;
  /** When it was written, to the second. */
  readonly at: Date;
  /** Missing when the record is new. */
  readonly before?: ImageRecord;
  /** Missing when the record was removed. */
  readonly after?: ImageRecord;
  /** Whether DynamoDB expired the record. */
  readonly expired: boolean;
}
