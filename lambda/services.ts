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

/** What a line of the log tells besides its message. */
export interface LogFields {
  /** Whose request or image it is. The deployed functions write a hash in its place. */
  readonly owner?: Owner;
  readonly imageId?: string;
  readonly [fact: string]: unknown;
}

/** Where the handlers' own log goes. What is written here is for operators, never for clients. */
export interface Log {
  info(message: string, facts: LogFields): void;
  warn(message: string, facts: LogFields): void;
  error(message: string, error: Error, facts?: LogFields): void;
}

/** What every function has. */
export interface CommonServices {
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: ImageSettings;
  /** A new image's id: a UUIDv7. */
  readonly newId: () => string;
  /** Version of the application. */
  readonly version: string;
}

/** All that handlers work with. A function is composed of those that its row's permits name. */
export interface Services extends CommonServices {
  readonly images: ImageRepository;
  readonly pending: PendingImages;
  readonly counters: UsageCounters;
  readonly markers: Markers;
  readonly originals: BlobStore;
  readonly renditions: BlobStore;
  readonly urls: SignedUrls;
  readonly resizer: ImageResizer;
  readonly uploads: UploadAnnouncer;
  readonly queues: MessageQueues;
  readonly changes: ChangeDecoder;
  readonly events: EventPublisher;
  readonly metrics: Metrics;
}

/** Knows the form in which the database tells of its changes. */
export interface ChangeDecoder {
  decode(record: DynamoDBRecord): ImageChange;
}
