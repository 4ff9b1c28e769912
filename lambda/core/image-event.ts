import type { ImageKey, Original, Rendition } from './image';
import type { RejectionCode } from './rejection';
import type { StoredSizes } from './sizes';

/** What all events tell. */
interface EventBase extends ImageKey {
  /** Version of the event's form: it is raised when a field changes its meaning or goes away. New fields do not raise it. */
  readonly version: 1;
  /** The same for every delivery of one event. */
  readonly eventId: string;
  /** When it happened: ISO 8601, UTC. */
  readonly at: string;
}

export interface ImageReady extends EventBase {
  readonly type: 'ImageReady';
  readonly name?: string;
  readonly original: Original;
  /** Where the sizes stand in the renditions bucket. */
  readonly sizes: StoredSizes<Rendition>;
}

export interface ImageFailed extends EventBase {
  readonly type: 'ImageFailed';
  readonly name?: string;
  readonly code: RejectionCode;
  readonly reason: string;
  readonly retryable: boolean;
}

export interface ImageDeleted extends EventBase {
  readonly type: 'ImageDeleted';
  /** `REQUEST`: its owner removed it. `EXPIRY`: its time was over. */
  readonly cause: 'REQUEST' | 'EXPIRY';
}

/** What happened to an image, for whoever else wants to know. Delivered at least once, in any order. */
export type ImageEvent = ImageReady | ImageFailed | ImageDeleted;
