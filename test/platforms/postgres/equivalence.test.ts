// The reliability model runs on records in memory. Here PostgreSQL answers, stores and reports the same, in any sequence of calls.
import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import { MemoryRecords } from '../../../lambda/adapters/memory/memory-records';
import type { ImageRecord, PendingImage } from '../../../lambda/core/image';
import type { ImageRepository, PendingImages } from '../../../lambda/core/ports';
import { fault, notUploaded } from '../../../lambda/core/rejection';
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { PostgresPendingImages } from '../../../platforms/postgres/postgres-pending-images';
import { failed, faulted, pending, ready, upload } from '../../contracts/image-repository';
import { onPostgres } from './on-postgres';

interface Records {
  readonly images: ImageRepository;
  readonly pending: PendingImages; // part: sweep
}

type Call = (records: Records, image: PendingImage, at: Date) => Promise<unknown>;

const versions = ['1', '2'] as const;
const calls: Readonly<Record<string, Call>> = {
  add: ({ images }, image) => images.add(image),
  find: ({ images }, { owner, id }) => images.find(owner, id),
  list: ({ images }, { owner, id }) => images.list(owner, { limit: 2, before: id }),
  count: ({ images }, { owner }) => images.count(owner), // part: quotas
  remove: ({ images }, image) => images.remove(image),
  restart: ({ images }, image, at) => images.restart(image, 1, at),
  'restart the second attempt': ({ images }, image, at) => images.restart(image, 2, at),
  ...Object.fromEntries(
    versions.flatMap((version) => [
      [`assign ${version}`, ({ images }: Records, image: PendingImage) => images.assign(image, upload(version))],
      [
        `assign ${version} in the first attempt`,
        ({ images }: Records, image: PendingImage) => images.assign(image, { ...upload(version), attempt: 1 }),
      ],
      ...[ready, failed, faulted].map((outcome, index): [string, Call] => [
        `settle ${version} ${index}`,
        ({ images }, image, at) => images.settle(image, upload(version), outcome, at),
      ]),
    ]),
  ),
  replaceSizes: ({ images }, image, at) => images.replaceSizes(image, upload('1'), ready, at), // part: ops
  // part: sweep
  'list the waiting': async ({ pending }, _, at) => (await pending.list(at, 100)).map(({ id, since }) => `${since} ${id}`).sort(),
  // part: sweep
  claim: async ({ pending }, { id }, at) => {
    const waiting = (await pending.list(new Date(at.getTime() + 1), 100)).find((image) => image.id === id);
    return waiting && pending.claim(waiting, at);
  },
  // part: sweep
  abandon: async ({ pending }, { id }, at) => {
    const waiting = (await pending.list(new Date(at.getTime() + 1), 100)).find((image) => image.id === id);
    return waiting && pending.abandon(waiting, notUploaded, at);
  },
  // part: sweep
  'abandon the first upload': async ({ pending }, { id }, at) => {
    const waiting = (await pending.list(new Date(at.getTime() + 1), 100)).find((image) => image.id === id);
    return waiting && pending.abandon(waiting, fault, at, upload('1'));
  },
};

onPostgres('records', ({ pool }) => {
  it('are the same as those in memory, with the same changes, in any sequence of calls', async () => {
    const step = fc.record({ call: fc.constantFrom(...Object.keys(calls)), image: fc.nat(2) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: 'max' }), async (steps) => {
        await pool().query('TRUNCATE images, image_changes');
        const reported: object[] = [];
        const memory = new MemoryRecords(({ id }, before, after) => {
          if (JSON.stringify(sorted(before)) !== JSON.stringify(sorted(after))) reported.push({ id, before, after });
        });
        const inMemory: Records = {
          images: memory,
          pending: memory.pending, // part: sweep
        };
        const inPostgres: Records = {
          images: new PostgresImageRepository(pool()),
          pending: new PostgresPendingImages(pool()), // part: sweep
        };
        const images = ['a', 'a', 'b'].map((owner) => pending(owner, uuidv7()));
        for (const [index, { call, image }] of steps.entries()) {
          const at = new Date(Date.parse('2026-11-22T12:00:01Z') + index * 1000);
          const results = [inMemory, inPostgres].map((records) => calls[call]?.(records, images[image] as PendingImage, at));
          const [expected, actual] = await Promise.all(results);
          expect({ index, call, result: actual }).toEqual({ index, call, result: expected });
        }
        const { rows } = await pool().query<{ id: string; before: string | null; after: string | null }>(
          'SELECT id, before, after FROM image_changes ORDER BY change',
        );
        const read = (record: string | null): ImageRecord | undefined => (record === null ? undefined : JSON.parse(record));
        expect(rows.map(({ id, before, after }) => ({ id, before: read(before), after: read(after) }))).toEqual(reported);
      }),
      { numRuns: 100 },
    );
  });
});

const sorted = (record?: ImageRecord) => record && Object.entries(record).sort(([one], [other]) => (one < other ? -1 : 1));
