import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import { renditionKey, uploadKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { SweepCounts } from '../../lambda/core/sweep-run';
import sweepUploads from '../../lambda/events/sweep-uploads';
import { triggers } from '../../lambda/events/triggers';
import type { Services } from '../../lambda/services';
import { permitted } from '../../local/iam/permitted';
import { openMemoryServices } from './memory-services';
import type { TestServices } from './services';
import { createRecord, handleUpload, host, type OriginalServices, type PortServices, sqsEvent, storeOriginal } from './upload';

export const minute = 60_000;
export const hour = 60 * minute;

export const owner = 'alice';

type SweepingServices = Pick<TestServices, 'clock' | 'log' | 'announced'> & PortServices & OriginalServices;

/**
 * Services and helpers for tests of the sweep. They are in memory, so that each test can have separate ones: the sweep depends only on
 * the ports, whose contracts the in-memory adapters fulfill.
 */
export function openSweeping(services: SweepingServices = openMemoryServices()) {
  const { common, own, clock, announced } = services;
  const sweeping = {
    services,
    /** Uploads queued for the resizer, in order. */
    announced,
    find: (id: string) => own.images.find(owner, id),

    /** The sweep's handler with its permitted services, some of them replaced. */
    sweep(exchanged: Partial<Services> = {}): Promise<SweepCounts> {
      const row = triggers.find(({ name }) => name === 'sweep-uploads');
      return sweepUploads({}, permitted('sweep-uploads', row?.may ?? [], common, { ...own, ...exchanged }), host);
    },

    /** Stores a file in the originals now. @returns its version */
    async upload(id: string, bytes: Uint8Array = Buffer.from('not a photo')): Promise<string> {
      return (await storeOriginal(services, { owner, id }, bytes)).version;
    },

    /** Creates a record with a file whose event is lost. */
    async unheard(bytes?: Uint8Array): Promise<{ id: string; version: string }> {
      const id = await createRecord(services, owner);
      return { id, version: await sweeping.upload(id, bytes) };
    },

    /** Runs the resizer for an upload. */
    async resize(upload: Pick<AnnouncedUpload, 'id' | 'version'> & Partial<AnnouncedUpload>): Promise<void> {
      const message = encodeAnnouncedUpload({ owner, attempt: 1, at: clock.now().toISOString(), ...upload });
      await handleUpload(services, sqsEvent([message]));
    },

    /** Stores any object now. */
    put: (store: 'originals' | 'renditions', key: string) => own[store].write(key, Buffer.from('bytes'), 'image/webp'),

    /** Stores renditions of one version now, like a worker that crashes before it writes the outcome. */
    async render(id: string, version: string): Promise<void> {
      for (const size of sizeNames) await sweeping.put('renditions', renditionKey({ owner, id, version, size }));
    },

    /** Returns the versions of an image with stored renditions, and whether all sizes exist. */
    async rendered(id: string, versions: readonly string[]): Promise<string[]> {
      const found: string[] = [];
      for (const version of versions) {
        const facts = await Promise.all(sizeNames.map((size) => own.renditions.stat(renditionKey({ owner, id, version, size }))));
        expect(new Set(facts.map(Boolean)).size).toBe(1);
        if (facts.every(Boolean)) found.push(version);
      }
      return found;
    },

    hasOriginal: async (id: string) => (await own.originals.stat(uploadKey(owner, id))) !== undefined,
  };
  return sweeping;
}

export type Sweeping = ReturnType<typeof openSweeping>;
