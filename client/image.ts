/** One stored size of an image. */
export interface ImageSize {
  /** A presigned URL, valid for at most an hour. */
  readonly url: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly format: string;
}

/** Properties of the uploaded file. Width and height apply after orientation. */
export interface ImageOriginal {
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly format: string;
}

/** Cost of processing an image. */
export interface ImageProcessing {
  /** From the handler's start to the last write of the record, in milliseconds. */
  readonly ms: number;
  /** From the end of the upload to the handler's start, in milliseconds. */
  readonly queuedMs: number;
  /** Memory of the function, in MiB. */
  readonly memoryMb: number;
  readonly coldStart: boolean;
  /** Number of times that the upload's message was received. */
  readonly attempts: number;
}

/** An image, as `GET /images/{id}` returns it. */
export interface Image {
  /** Ids sort by creation time. */
  readonly id: string;
  readonly status: 'PENDING' | 'READY' | 'FAILED';
  /** Why the image FAILED, and how to fix it. */
  readonly reason?: string;
  /** Whether a retry of the FAILED image may succeed. */
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

/** A page of the caller's images, newest first. */
export interface ImagePage {
  readonly items: readonly Image[];
  /** Cursor of the next page; missing on the last one. */
  readonly nextCursor?: string;
}
