/** One stored size of an image. */
export interface ImageSize {
  /** Signed, valid for an hour at most. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
}

/** What was uploaded. Pixels are counted after orientation. */
export interface ImageOriginal {
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

/** What the work on an image took. */
export interface ImageProcessing {
  /** From the handler's start to its last write, in milliseconds. */
  readonly ms: number;
  /** From the upload's end to the handler's start, in milliseconds. */
  readonly queuedMs: number;
  /** Memory that the function is billed for, in MiB. */
  readonly memoryMb: number;
  readonly coldStart: boolean;
  /** How often the upload's message has been received. */
  readonly attempts: number;
}

/** An image, as `GET /images/{id}` shows it. */
export interface Image {
  /** Ids sort by the time of their creation. */
  readonly id: string;
  readonly status: 'PENDING' | 'READY' | 'FAILED';
  /** Why it FAILED, and what to do. */
  readonly reason?: string;
  /** Whether a FAILED one may succeed when it is started again. */
  readonly retryable?: boolean;
  readonly name?: string;
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly original?: ImageOriginal;
  /** Smallest first. */
  readonly sizes?: Readonly<Record<string, ImageSize>>;
  readonly processing?: ImageProcessing;
}

/** A part of the caller's images, newest first. */
export interface ImagePage {
  readonly items: readonly Image[];
  /** Where the next part begins; missing when this is the last. */
  readonly nextCursor?: string;
}
