import type { ImageKey, Original, Rendition } from './image';
import type { RejectionCode } from './rejection';
import type { StoredSizes } from './sizes';

/** Fields of all events. */
interface EventBase extends ImageKey {
  /** Version of the event's schema. It increases when a field changes its meaning or is removed, not when a field is added. */
  readonly version: 1;
  /** Identical for every delivery of one event. */
  readonly eventId: string;
  /** When it happened: ISO 8601, UTC. */
  readonly at: string;
}

export interface ImageReady extends EventBase {
  readonly type: 'ImageReady';
  readonly name?: string;
  readonly original: Original;
  /** The sizes, with their keys in the renditions bucket. */
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
  /** `REQUEST`: the owner deleted the image. `EXPIRY`: the record expired. */
  readonly cause: 'REQUEST' | 'EXPIRY';
}

/** An event for other applications. Delivered at least once, in any order. */
export type ImageEvent = ImageReady | ImageFailed | ImageDeleted;
