import type { DynamoDBRecord } from 'aws-lambda';
import type { ImageChange } from './core/image-change';
import type {
  BlobStore,
  Clock,
  EventPublisher,
  ImageRepository,
  ImageResizer,
  Markers,
  PendingImages,
  SignedUrls,
  UploadAnnouncer,
  UsageCounters,
} from './core/ports';
import type { ImageSettings } from './core/settings';

/** Where the handlers' own log goes. What is written here is for operators, never for clients. */
export interface Log {
  info(message: string, facts: Record<string, unknown>): void;
  warn(message: string, facts: Record<string, unknown>): void;
  error(message: string, error: Error): void;
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
  readonly changes: ChangeDecoder;
  readonly events: EventPublisher;
}

/** Knows the form in which the database tells of its changes. */
export interface ChangeDecoder {
  decode(record: DynamoDBRecord): ImageChange;
}
