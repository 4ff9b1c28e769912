import type { DynamoDBRecord } from 'aws-lambda';
import type { Owner } from './core/image';
import type { ImageChange } from './core/image-change';
import type {
  BlobStore,
  Clock,
  EventPublisher,
  ImageRepository,
  ImageResizer,
  Markers,
  MessageQueues,
  Metrics,
  PendingImages,
  SignedUrls,
  UploadAnnouncer,
  UsageCounters,
} from './core/ports';
import type { ImageSettings } from './core/settings';

/** Fields of a log line besides its message. */
export interface LogFields {
  /** Owner of the request or image. The deployed functions log a hash instead. */
  readonly owner?: Owner;
  readonly imageId?: string;
  readonly [field: string]: unknown;
}

/** The handlers' log. Its readers are operators, never clients. */
export interface Log {
  info(message: string, fields: LogFields): void;
  warn(message: string, fields: LogFields): void;
  error(message: string, error: Error, fields?: LogFields): void;
}

/** Services that every function has. */
export interface CommonServices {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: ImageSettings;
  /** Version of the application. */
  readonly version: string;
}

/** All services. A function gets those that its row's permits name. */
export interface Services extends CommonServices {
  readonly images: ImageRepository;
  readonly pending: PendingImages; // part: sweep
  readonly counters: UsageCounters; // part: quotas
  readonly markers: Markers; // part: sweep
  readonly originals: BlobStore;
  readonly renditions: BlobStore;
  readonly urls: SignedUrls;
  readonly resizer: ImageResizer;
  readonly uploads: UploadAnnouncer;
  readonly queues: MessageQueues;
  readonly changes: ChangeDecoder;
  readonly events: EventPublisher;
  readonly metrics: Metrics;
  readonly secrets: Secrets; // part: signed
}

// part: signed
/** Texts that only the application and their owner know, such as the keys of other systems. */
export interface Secrets {
  /**
   * @param name as the function's row has it
   * @param maxAgeSeconds how long ago the text may have been read from where it is kept @default 300, after which a secret that was
   * replaced is no longer accepted
   * @throws Error when there is no such secret, with how to create it
   */
  read(name: string, maxAgeSeconds?: number): Promise<string>;
}

/** Decodes the records of the table's stream. */
export interface ChangeDecoder {
  decode(record: DynamoDBRecord): ImageChange;
}
