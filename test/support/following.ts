import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import { uuidv7 } from 'uuidv7';
import { DynamoImageRepository } from '../../lambda/adapters/aws/dynamo-image-repository';
import { DynamoPendingImages } from '../../lambda/adapters/aws/dynamo-pending-images';
import { StreamChanges } from '../../lambda/adapters/aws/stream-changes';
import type { ObjectVersion, Outcome, Rendition } from '../../lambda/core/image';
import type { ImageEvent } from '../../lambda/core/image-event';
import { renditionKey, uploadKey } from '../../lambda/core/keys';
import { defaultImageSettings } from '../../lambda/core/settings';
import { sizeNames } from '../../lambda/core/sizes';
import imageChanged from '../../lambda/events/image-changed';
import { triggers } from '../../lambda/events/triggers';
import type { Services } from '../../lambda/services';
import { RecordedTable } from '../../lib/testing/recorded-table';
import { everySize } from '../../lib/testing/sizes';
import { TestClock } from '../../lib/testing/test-clock';
import { TestLog } from '../../lib/testing/test-log';
import { permitted } from '../../local/iam/permitted';
import { FileBlobStore } from '../../local/s3/file-blob-store';
import { eventViolation } from './event-conformance';
import { temporaryFolder } from './local';

export const owner = 'alice';
export const at = new Date('2026-11-22T12:00:01Z');

export const version = (number: number): ObjectVersion => ({ version: `v-${number}` });

export const failed: Outcome = {
  status: 'FAILED',
  rejection: { code: 'INTERNAL_ERROR', reason: 'A fault.', retryable: true },
  processing: { ms: 1, queuedMs: 2, memoryMb: 3, coldStart: false, attempts: 1 },
};

/**
 * Services for tests of `image-changed`: a table whose changes are recorded, stores, and the handler with its permitted
 * services.
 */
export async function openFollowing() {
  const folder = await temporaryFolder();
  const table = await RecordedTable.open(await temporaryFolder());
  const store = (name: string, versioned: boolean) =>
    new FileBlobStore({ folder: join(folder, name), incoming: join(folder, 'incoming'), versioned });
  const published: ImageEvent[] = [];
  const log = new TestLog();
  const own = {
    originals: store('originals', true),
    renditions: store('renditions', false),
    changes: new StreamChanges(),
    events: {
      async publish(events: readonly ImageEvent[]) {
        for (const event of events) expect(eventViolation(event)).toBeUndefined(); // part: event-schema
        published.push(...events);
      },
    },
  };
  const images = new DynamoImageRepository(table.client, table.name);
  const common = { clock: new TestClock(), log, settings: defaultImageSettings, version: '0' };

  const renditionsOf = (id: string, { version }: ObjectVersion) =>
    sizeNames.map((size) => renditionKey({ owner, id, version, size }));

  return {
    table,
    own,
    images,
    pending: new DynamoPendingImages(table.client, table.name), // part: sweep
    published,
    log,
    close: () => table.close(),

    /** Runs the handler on changes, with some of its services replaced. */
    follow(records: readonly DynamoDBRecord[], exchanged: Partial<Services> = {}) {
      const row = triggers.find(({ name }) => name === 'image-changed');
      const services = permitted('image-changed', row?.may ?? [], common, { ...own, ...exchanged } as never);
      return imageChanged({ Records: [...records] }, services, { memoryMb: 512, coldStart: false });
    },

    /** Creates a record. @returns its id */
    async add(): Promise<string> {
      const id = uuidv7();
      const now = '2026-11-22T12:00:00.000Z';
      const described = { owner, id, name: 'photo.jpg', contentType: 'image/jpeg', createdAt: now, updatedAt: now } as const;
      await images.add({ ...described, status: 'PENDING', attempt: 1 });
      return id;
    },

    /** Stores the files of one upload and writes the outcome, like the resizer. */
    async render(id: string, upload: ObjectVersion): Promise<Extract<Outcome, { status: 'READY' }>> {
      for (const key of renditionsOf(id, upload)) await own.renditions.write(key, Buffer.from('bytes'), 'image/webp');
      const facts = { width: 1, height: 1, bytes: 5, format: 'webp' } as const;
      const sizes = everySize((size): Rendition => ({ key: renditionKey({ owner, id, ...upload, size }), ...facts }));
      const { processing } = failed;
      return { status: 'READY', original: { bytes: 5, width: 1, height: 1, format: 'jpeg' }, sizes, processing };
    },

    /** Stores a new version of an original. */
    upload: (id: string) => own.originals.write(uploadKey(owner, id), Buffer.from('bytes'), 'image/jpeg'),

    /** Number of stored versions of the original. */
    originalsOf: async (id: string) => (await own.originals.versions(uploadKey(owner, id))).length,

    /** Number of stored renditions of a version. */
    async renditionsOf(id: string, upload: ObjectVersion): Promise<number> {
      const facts = await Promise.all(renditionsOf(id, upload).map((key) => own.renditions.stat(key)));
      return facts.filter(Boolean).length;
    },
  };
}

export type Following = Awaited<ReturnType<typeof openFollowing>>;
