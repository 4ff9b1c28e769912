import { DynamoImageRepository } from '../lambda/adapters/aws/dynamo-image-repository';
import { DynamoMarkers } from '../lambda/adapters/aws/dynamo-markers';
import { DynamoPendingImages } from '../lambda/adapters/aws/dynamo-pending-images';
import { DynamoUsageCounters } from '../lambda/adapters/aws/dynamo-usage-counters';
import { S3SignedUrls } from '../lambda/adapters/aws/s3-signed-urls';
import { StreamChanges } from '../lambda/adapters/aws/stream-changes';
import { SharpImageResizer } from '../lambda/adapters/sharp/sharp-image-resizer';
import type { Clock, EventPublisher, MessageQueues, UploadAnnouncer } from '../lambda/core/ports';
import { defaultImageSettings, type ImageSettings } from '../lambda/core/settings';
import type { CommonServices, Services } from '../lambda/services';
import { version } from '../package.json';
import type { LocalLog } from './log';
import { bucketPaths } from './s3/object-server';
import type { LocalStores } from './stores';

export interface LocalServicesProps {
  /** URL of the application for clients, such as `http://localhost:3000`. */
  readonly origin: string;
  readonly clock: Clock;
  readonly log: LocalLog;
  /** Receives uploads that the application announces. */
  readonly uploads: UploadAnnouncer;
  /** Sends to the queues of the application. */
  readonly queues: MessageQueues;
  /** Publishes the application's events. */
  readonly events: EventPublisher;
  /** @default - those of the stack */
  readonly settings?: ImageSettings;
}

/** The services of the handlers in the local run. */
export interface LocalServices {
  readonly common: CommonServices & { readonly log: LocalLog };
  readonly own: Omit<Services, keyof CommonServices | 'originals' | 'renditions'> & Pick<LocalStores, 'originals' | 'renditions'>;
}

/** Local implementations of the ports, above the stores. */
export function createServices(
  stores: LocalStores,
  { origin, clock, log, uploads, queues, events, settings = defaultImageSettings }: LocalServicesProps,
): LocalServices {
  const { client, originals, renditions, signer } = stores;
  const { table } = stores.database;
  return {
    common: { clock, log, settings, version },
    own: {
      images: new DynamoImageRepository(client, table),
      pending: new DynamoPendingImages(client, table), // part: sweep
      markers: new DynamoMarkers(client, table), // part: sweep
      counters: new DynamoUsageCounters(client, table), // part: quotas
      originals,
      renditions,
      resizer: new SharpImageResizer(settings),
      uploads,
      queues,
      changes: new StreamChanges(),
      events,
      secrets: stores.secrets, // part: signed
      metrics: { add: (ending) => log.debug('image counted', { ...ending }) },
      urls: new S3SignedUrls({
        originals: { bucket: 'originals', url: origin + bucketPaths.originals },
        renditions: { bucket: 'renditions', url: origin + bucketPaths.renditions },
        signer,
        clock,
      }),
    },
  };
}
