import type { ImageKey, ObjectVersion } from './image';

/**
 * An upload that the application itself queues for the resizer, because S3's event was lost or used up, or because the sizes
 * have changed.
 */
export interface AnnouncedUpload extends ImageKey, ObjectVersion {
  /** The record's attempt that the upload belongs to. */
  readonly attempt: number;
  /** Whether to resize an image that is already READY. @default false */
  readonly again?: boolean; // part: ops
  /** When it was queued: ISO 8601, UTC. */
  readonly at: string;
}

/** Encodes the upload as a message body. */
export function encodeAnnouncedUpload(upload: AnnouncedUpload): string {
  return JSON.stringify({ announced: upload });
}

/** @returns `undefined` for any other message, such as an S3 event */
export function parseAnnouncedUpload(body: string): AnnouncedUpload | undefined {
  const message: { announced?: AnnouncedUpload } = JSON.parse(body);
  return message.announced;
}
