import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AnnouncedUpload } from '../../lambda/core/announced-upload';
import type { ImageEvent } from '../../lambda/core/image-event';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';
import { createServices, type LocalServices, type LocalServicesProps } from '../../local/services';
import { type LocalStores, type LocalStoresProps, openStores } from '../../local/stores';

/** The local run's services with their stores, without its servers. */
export type OpenServices = LocalServices & Pick<LocalStores, 'database' | 'signer' | 'close'>;

/** @throws UserError */
export async function openServices(props: LocalServicesProps & LocalStoresProps): Promise<OpenServices> {
  const stores = await openStores(props);
  return { ...createServices(stores, props), database: stores.database, signer: stores.signer, close: stores.close };
}

export interface TestServices extends OpenServices {
  readonly clock: TestClock;
  readonly log: TestLog;
  readonly dataDir: string;
  /** Uploads queued for the resizer, in order. The resizer does not run. */
  readonly announced: readonly AnnouncedUpload[];
  /** Messages sent to the queues of the application, in order. */
  readonly sent: readonly { queue: string; body: string }[];
  /** Published events, in order. */
  readonly published: readonly ImageEvent[];
}

/** The local run's services in a separate folder for the test: a real database, real files, the real resizer. */
export async function openTestServices(props: Pick<LocalServicesProps, 'settings'> = {}): Promise<TestServices> {
  const dataDir = await mkdtemp(join(tmpdir(), 'app-test-'));
  const clock = new TestClock();
  const log = new TestLog();
  const announced: AnnouncedUpload[] = [];
  const uploads = {
    async announce(upload: AnnouncedUpload) {
      announced.push(upload);
    },
  };
  const sent: { queue: string; body: string }[] = [];
  const published: ImageEvent[] = [];
  const events = {
    async publish(batch: readonly ImageEvent[]) {
      published.push(...batch);
    },
  };
  const queues = {
    async send(queue: string, body: string) {
      sent.push({ queue, body });
    },
  };
  const services = await openServices({ dataDir, origin: 'http://localhost:1', clock, log, uploads, queues, events, ...props });
  return {
    ...services,
    clock,
    log,
    dataDir,
    announced,
    sent,
    published,
    async close() {
      await services.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
