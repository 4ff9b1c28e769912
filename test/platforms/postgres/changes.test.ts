// The outbox behind the function that follows changes, and the uploads that a store does not report.
import type { ImageEvent } from '../../../lambda/core/image-event';
import { uploadKey } from '../../../lambda/core/keys';
import imageChanged from '../../../lambda/events/image-changed';
import type { Services } from '../../../lambda/services';
import { TestLog } from '../../../lib/testing/test-log';
import { deliverChanges, OutboxChanges } from '../../../platforms/postgres/deliver-changes';
import { removeExpired } from '../../../platforms/postgres/expiry';
import { ImageOutbox } from '../../../platforms/postgres/image-outbox';
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { watchUploads } from '../../../platforms/postgres/watch-uploads';
import { at, faulted, pending, ready, upload } from '../../contracts/image-repository';
import { until } from '../../support/until';
import { onPostgres } from './on-postgres';

onPostgres('the outbox and the watch', ({ pool }) => {
  let images: PostgresImageRepository;
  let stopping: AbortController;
  const running: Promise<void>[] = [];
  beforeEach(async () => {
    images = new PostgresImageRepository(pool());
    stopping = new AbortController();
    await pool().query('TRUNCATE image_changes, images');
  });
  afterEach(async () => {
    stopping.abort();
    await Promise.all(running.splice(0));
  });

  const left = async () => (await pool().query('SELECT 1 FROM image_changes WHERE dead_at IS NULL')).rowCount;

  /** Two workers with the function `image-changed`. The first calls of `publish` fail. */
  function follow({ failures = 0 } = {}) {
    const events: ImageEvent[] = [];
    const removed: string[] = [];
    const log = new TestLog();
    let failing = failures;
    const services = {
      changes: new OutboxChanges(),
      log,
      originals: { removeAll: async (prefix: string) => void removed.push(prefix) },
      renditions: { removeAll: async () => undefined },
      events: {
        async publish(published: readonly ImageEvent[]) {
          failing -= 1;
          if (failing >= 0) throw new Error('out of order');
          events.push(...published);
        },
      },
    } as unknown as Services;
    const invoke = (event: unknown) => imageChanged(event as never, services, { memoryMb: 1, coldStart: false });
    for (const _ of [1, 2]) {
      const outbox = new ImageOutbox(pool(), { retryMs: 10 });
      running.push(deliverChanges({ outbox, functions: [invoke], log, idleMs: 20 }, stopping.signal));
    }
    return { events, removed, log };
  }

  it('publishes changes in order, and removes the files of a removed image', async () => {
    const { events, removed } = follow();
    const image = pending('o/1', undefined);
    await images.add(image);
    await images.settle(image, upload('1'), faulted, at);
    await images.restart(image, 1, at);
    await images.settle(image, upload('1'), ready, at);
    await images.remove(image);
    await until(async () => (await left()) === 0);
    expect(events.map(({ type }) => type)).toEqual(['ImageFailed', 'ImageReady', 'ImageDeleted']);
    expect(events.at(-1)).toMatchObject({ owner: 'o/1', id: image.id, cause: 'REQUEST' });
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(3);
    expect(removed).toEqual([uploadKey('o/1', image.id)]);
  });

  it('publishes a change although the bus fails at first, with the same event id', async () => {
    const { events, log } = follow({ failures: 3 });
    const image = pending('alice');
    await images.add(image);
    await images.settle(image, upload('1'), ready, at);
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ type: 'ImageReady', id: image.id });
    const ids = log.entries.flatMap(({ message }) => /^change (\S+) failed/.exec(message)?.[1] ?? []);
    expect(ids).toEqual([1, 2, 3].map(() => events[0]?.eventId));
  });

  it('publishes that a record expired', async () => {
    const { events } = follow();
    await images.add(pending('alice'));
    await removeExpired(pool(), new Date(at.getTime() + 8 * 24 * 60 * 60 * 1000));
    await until(() => events.length === 1);
    expect(events[0]).toMatchObject({ type: 'ImageDeleted', cause: 'EXPIRY' });
  });

  it('announces an upload when the store has the file of a waiting record, and only then', async () => {
    const [uploaded, waiting, assigned, old] = [1, 2, 3, 4].map(() => ({ ...pending('alice'), updatedAt: at.toISOString() }));
    if (!uploaded || !waiting || !assigned || !old) throw new Error();
    const early = new Date(at.getTime() - 20 * 60_000).toISOString();
    for (const image of [uploaded, waiting, assigned, { ...old, updatedAt: early }]) await images.add(image);
    await images.assign(assigned, upload('1'));
    const asked: string[] = [];
    const announced: object[] = [];
    const originals = {
      async stat(key: string) {
        asked.push(key);
        return key === uploadKey('alice', uploaded.id) ? { bytes: 1, contentType: 'image/png', version: 'v1' } : undefined;
      },
    };
    const uploads = { announceOnce: async (found: object) => void announced.push(found) };
    const clock = { now: () => at };
    running.push(watchUploads({ database: pool(), originals, uploads, clock, log: new TestLog() }, stopping.signal, 20));
    await until(() => announced.length > 0 && asked.length > 3);
    expect(announced[0]).toEqual({ owner: 'alice', id: uploaded.id, version: 'v1', attempt: 1, at: at.toISOString() });
    expect(new Set(asked)).toEqual(new Set([uploaded, waiting].map(({ id }) => uploadKey('alice', id))));
  });
});
