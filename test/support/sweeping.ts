import { createHash } from 'node:crypto';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type AnnouncedUpload, encodeAnnouncedUpload } from '../../lambda/core/announced-upload';
import { renditionKey, renditionsOf, uploadKey } from '../../lambda/core/keys';
import { sizeNames } from '../../lambda/core/sizes';
import type { SweepCounts } from '../../lambda/core/sweep-run';
import sweepUploads from '../../lambda/events/sweep-uploads';
import { triggers } from '../../lambda/events/triggers';
import type { Services } from '../../lambda/services';
import { permitted } from '../../local/permitted';
import { openTestServices } from './services';
import { createRecord, handleUpload, host, sqsEvent, storeOriginal } from './upload';

export const minute = 60_000;
export const hour = 60 * minute;

export const owner = 'alice';

/** Services for the tests of the sweep, and what these ask of them again and again. */
export async function openSweeping() {
  const services = await openTestServices();
  const { common, own, clock, dataDir } = services;
  const start = clock.now().getTime();
  let heard = 0;

  /** Sets when all files of a key were written, because the clock of the file system is not the test's. */
  async function written(store: 'originals' | 'renditions', key: string, at: Date): Promise<void> {
    const folder = join(dataDir, store, createHash('sha256').update(key).digest('hex'));
    for (const file of await readdir(folder)) await utimes(join(folder, file), at, at);
  }

  const sweeping = {
    services,
    /** Begins anew, at the same moment: a new database for each test would take most of its time. */
    async reset(): Promise<void> {
      await own.originals.removeAll('');
      await own.renditions.removeAll('');
      const { images } = await own.images.list(owner, { limit: 100 });
      for (const image of images) await own.images.remove(image);
      for (const name of ['originals', 'renditions']) await own.markers.save(name, undefined);
      clock.advance(start - clock.now().getTime());
      heard = services.announced.length;
    },

    /** What was handed to the resizer, in its order. */
    get announced() {
      return services.announced.slice(heard);
    },

    written,
    find: (id: string) => own.images.find(owner, id),

    /** The sweep's handler, with what its row permits and some of that exchanged. */
    sweep(exchanged: Partial<Services> = {}): Promise<SweepCounts> {
      const row = triggers.find(({ name }) => name === 'sweep-uploads');
      return sweepUploads({}, permitted('sweep-uploads', row?.may ?? [], common, { ...own, ...exchanged }), host);
    },

    /** A file in the originals, written now. @returns its version */
    async upload(id: string, bytes: Uint8Array = Buffer.from('no photo')): Promise<string> {
      const { key, version } = await storeOriginal(services, { owner, id }, bytes);
      await written('originals', key, clock.now());
      return version;
    },

    /** A new record and its file, of which nobody hears. */
    async unheard(bytes?: Uint8Array): Promise<{ id: string; version: string }> {
      const id = await createRecord(services, owner);
      return { id, version: await sweeping.upload(id, bytes) };
    },

    /** Has the resizer work on an upload; what it writes is written now. */
    async resize(upload: Pick<AnnouncedUpload, 'id' | 'version'> & Partial<AnnouncedUpload>): Promise<void> {
      const message = encodeAnnouncedUpload({ owner, attempt: 1, at: clock.now().toISOString(), ...upload });
      await handleUpload(services, sqsEvent([message]));
      const { objects } = await own.renditions.list(renditionsOf({ owner, ...upload }), { limit: 10 });
      for (const { key } of objects) await written('renditions', key, clock.now());
    },

    /** Any object, written now. */
    async put(store: 'originals' | 'renditions', key: string): Promise<void> {
      await own[store].write(key, Buffer.from('bytes'), 'image/webp');
      await written(store, key, clock.now());
    },

    /** Renditions of one version, written now, as a worker leaves them that ends before it writes the outcome. */
    async render(id: string, version: string): Promise<void> {
      for (const size of sizeNames) await sweeping.put('renditions', renditionKey({ owner, id, version, size }));
    },

    /** Versions of an image whose renditions are stored, each with all its sizes or none. */
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

export type Sweeping = Awaited<ReturnType<typeof openSweeping>>;
