import type { ImageKey, ObjectVersion } from './image';

/** An upload that the application itself hands to the resizer: S3's own event was lost or used up, or the sizes have changed. */
export interface AnnouncedUpload extends ImageKey, ObjectVersion {
  /** The start of the record that it belongs to. */
  readonly attempt: number;
  /** Whether to make the sizes of a READY image again. @default false */
  readonly again?: boolean;
  /** When it was handed over: ISO 8601, UTC. */
  readonly at: string;
}

/** As the message of a queue. */
export function encodeAnnouncedUpload(upload: AnnouncedUpload): string {
  return JSON.stringify({ announced: upload });
}

/** @returns `undefined` when the message is another one, such as S3's */
export function parseAnnouncedUpload(body: string): AnnouncedUpload | undefined {
  const message: { announced?: AnnouncedUpload } = JSON.parse(body);
  return message.announced;
}
