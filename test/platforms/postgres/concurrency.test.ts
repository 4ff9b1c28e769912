// Two processes on one database: here, two pools, each with its connections.
import { setTimeout } from 'node:timers/promises';
import { fault } from '../../../lambda/core/rejection';
import { PostgresPool, poolConfig } from '../../../platforms/postgres/database';
import { removeExpired } from '../../../platforms/postgres/expiry';
import { ImageOutbox, type OutboxLimits } from '../../../platforms/postgres/image-outbox';
import { migrate } from '../../../platforms/postgres/migrate';
import { PostgresImageRepository } from '../../../platforms/postgres/postgres-image-repository';
import { PostgresPendingImages } from '../../../platforms/postgres/postgres-pending-images';
import { PostgresUsageCounters } from '../../../platforms/postgres/postgres-usage-counters';
import { at, failed, faulted, pending, ready, upload } from '../../contracts/image-repository';
import { onPostgres } from './on-postgres';

onPostgres('concurrency', ({ pool, url, pooled }) => {
  let other: PostgresPool;
  let repositories: PostgresImageRepository[];
  beforeAll(() => {
    other = new PostgresPool(url());
    repositories = [pool(), other].map((database) => new PostgresImageRepository(database));
  });
  afterAll(() => other?.close());
  beforeEach(() => pool().query('TRUNCATE image_changes, images'));

  const repository = (index: number) => repositories[index % 2] as PostgresImageRepository;
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  const outbox = (limits?: OutboxLimits) => new ImageOutbox(pool(), limits);
  const changesOf = async (id: string) =>
    (
      await pool().query<{ before: string | null; after: string | null }>(
        'SELECT before, after FROM image_changes WHERE id = $1 ORDER BY change',
        [id],
      )
    ).rows;

  /** Each state follows from the one before. */
  const expectChain = (changes: Awaited<ReturnType<typeof changesOf>>) =>
    expect(changes.slice(1).map(({ before }) => before)).toEqual(changes.slice(0, -1).map(({ after }) => after));

  async function added(owner = 'alice') {
    const image = pending(owner);
    await repository(0).add(image);
    return image;
  }

  // part: quotas
  it('counts exactly when 50 requests add at once and others subtract', async () => {
    const counters = [pool(), other].map((database) => new PostgresUsageCounters(database));
    const counter = { owner: 'alice', name: 'storedImages' } as const;
    const add = (index: number) => counters[index % 2]?.add(counter, 20, at);
    const results = await Promise.all(many(50).map(add));
    expect(results.filter(Boolean)).toHaveLength(20);
    await Promise.all(many(7).map((index) => counters[index % 2]?.subtract(counter, at)));
    expect((await Promise.all(many(50).map(add))).filter(Boolean)).toHaveLength(7);
    expect(await counters[0]?.read(counter)).toBe(20);
  });

  it('assigns, settles and abandons one image from two processes with one result', async () => {
    for (const _ of many(10)) {
      const image = await added();
      const results = await Promise.all([
        ...many(6).map((index) => repository(index).assign(image, upload(`${index}`))),
        ...many(6).map((index) => repository(index).settle(image, upload(`${index}`), ready, at)),
        new PostgresPendingImages(other).abandon({ ...image, since: image.updatedAt }, fault, at), // part: sweep
      ]);
      const stored = await repository(1).find('alice', image.id);
      expect(stored).toMatchObject({ status: 'READY', upload: { version: expect.stringMatching(/^v-\d$/) } });
      expect(results.slice(6, 12).filter(Boolean)).toHaveLength(1);
      // The last state is the record.
      const changes = await changesOf(image.id);
      expectChain(changes);
      expect(JSON.parse(changes.at(-1)?.after ?? '')).toEqual(stored);
    }
  });

  it('records a removal after every other change, whatever came in between', async () => {
    for (const _ of many(10)) {
      const image = await added();
      await Promise.all([
        repository(0).settle(image, upload('1'), faulted, at),
        repository(1).remove(image),
        repository(0).settle(image, upload('1'), ready, at),
        repository(1).restart(image, 1, at),
      ]);
      const changes = await changesOf(image.id);
      expectChain(changes);
      expect(changes.filter(({ after }) => after === null)).toHaveLength(1);
      expect(changes.at(-1)?.after).toBeNull();
    }
  });

  it('records nothing for a write that changes nothing', async () => {
    const image = await added();
    await repository(0).add(image);
    await repository(0).assign(image, upload('1'));
    await repository(0).assign(image, upload('1'));
    await repository(0).settle(image, upload('2'), ready, at);
    await new PostgresPendingImages(other).claim({ ...image, since: image.updatedAt }, at); // part: sweep
    expect(await changesOf(image.id)).toHaveLength(2);
  });

  describe('the outbox', () => {
    it('delivers every change once, and those of an image in their order, to four workers during writes', async () => {
      const images = await Promise.all(many(20).map(() => added()));
      let writing = true;
      const writes = Promise.all(
        images.map(async (image, index) => {
          await repository(index).settle(image, upload('1'), faulted, at);
          await repository(index + 1).restart(image, 1, at);
          await repository(index).settle(image, upload('1'), ready, at);
          await repository(index + 1).remove(image);
        }),
      ).finally(() => {
        writing = false;
      });
      const delivered: { id: string; status: string }[] = [];
      const worker = async (database: PostgresPool) => {
        const changes = new ImageOutbox(database);
        for (;;) {
          const wasWriting = writing;
          const claimed = await changes.claim();
          if (claimed.length === 0 && !wasWriting) return;
          await Promise.all(
            claimed.map(async (one) => {
              await setTimeout(Math.random() * 5);
              delivered.push({ id: one.change.id, status: one.change.after?.status ?? 'removed' });
              await changes.done(one);
            }),
          );
        }
      };
      await Promise.all([writes, ...[pool(), other, pool(), other].map(worker)]);
      for (const { id } of images) {
        const states = delivered.filter((change) => change.id === id).map(({ status }) => status);
        expect(states).toEqual(['PENDING', 'FAILED', 'PENDING', 'READY', 'removed']);
      }
    });

    it('delivers a change that was committed late, after later numbers were delivered', async () => {
      const [slow, quick] = [pending('alice'), pending('alice')];
      await pool().transaction(async (query) => {
        await query(`INSERT INTO image_changes (owner, id, after) VALUES ('alice', '${slow.id}', '${JSON.stringify(slow)}')`);
        await repository(1).add(quick);
        const [claimed] = await outbox().claim();
        expect(claimed?.change.id).toBe(quick.id);
        if (claimed) await outbox().done(claimed);
        expect(await outbox().claim()).toEqual([]);
      });
      const late = await outbox().claim();
      expect(late.map(({ change }) => change.id)).toEqual([slow.id]);
    });

    it('holds back the later changes of an image while one is retried, and no others', async () => {
      const [image, unrelated] = [await added(), await added()];
      await repository(0).settle(image, upload('1'), ready, at);
      const changes = outbox({ retryMs: 100 });
      const claimed = await changes.claim();
      for (const one of claimed) await (one.change.id === image.id ? changes.failed(one) : changes.done(one));
      await repository(0).settle(unrelated, upload('1'), failed, at);
      const next = await changes.claim();
      expect(next.map(({ change }) => [change.id, change.after?.status])).toEqual([[unrelated.id, 'FAILED']]);
      await setTimeout(150);
      const retried = await changes.claim();
      expect(retried.map(({ change, receives }) => [change.after?.status, receives])).toEqual([['PENDING', 2]]);
      expect(retried[0]?.change).toEqual(claimed.find(({ change }) => change.id === image.id)?.change);
    });

    it('sets a change aside after too many deliveries, delivers the next one, and later the first again', async () => {
      const image = await added();
      await repository(0).remove(image);
      const changes = outbox({ maxReceives: 2, retryMs: 0 });
      const deliver = async () => (await changes.claim())[0];
      const fail = async () => {
        const claimed = await deliver();
        return claimed && changes.failed(claimed);
      };
      expect([await fail(), await fail()]).toEqual([false, true]);
      const removal = await deliver();
      expect(removal?.change).toMatchObject({ before: image, expired: false });
      if (removal) await changes.done(removal);
      expect(await deliver()).toBeUndefined();
      expect(await changes.redrive()).toBe(1);
      expect((await deliver())?.change.after).toEqual(image);
    });

    it('delivers a change to another worker when the first one did not end in time', async () => {
      await added();
      const [lost] = await outbox({ leaseMs: 50 }).claim();
      expect(await outbox().claim()).toEqual([]);
      await setTimeout(80);
      const [again] = await outbox().claim();
      expect(again).toEqual({ ...lost, receives: 2 });
    });
  });

  describe('expiry', () => {
    const days = (count: number) => new Date(at.getTime() + count * 24 * 60 * 60 * 1000);

    it('removes a record whose file was never uploaded after a week, once, and says so in the outbox', async () => {
      const [never, uploaded, later, assigned] = [await added(), await added(), await added(), await added()];
      await repository(0).settle(uploaded, upload('1'), ready, at);
      await repository(0).assign(assigned, upload('1'));
      await new PostgresPendingImages(other).abandon({ ...later, since: later.updatedAt }, fault, at); // part: sweep
      expect(await removeExpired(pool(), days(6))).toBe(0);
      const removed = await Promise.all([removeExpired(pool(), days(8)), removeExpired(other, days(8))]);
      expect(removed.reduce((sum, count) => sum + count)).toBe(2);
      expect(await repository(0).find('alice', never.id)).toBeUndefined();
      for (const { id } of [uploaded, assigned]) expect(await repository(0).find('alice', id)).toBeDefined();
      const { rows } = await pool().query('SELECT id FROM image_changes WHERE expired AND after IS NULL ORDER BY id');
      expect(rows).toEqual([{ id: never.id }, { id: later.id }]);
    });

    // part: quotas
    it('removes the counters of past days, and keeps the others', async () => {
      const counters = new PostgresUsageCounters(pool());
      const day = { owner: 'bob', name: 'uploadsPerDay', day: at.toISOString().slice(0, 10) } as const;
      await counters.add(day, 5, at);
      await counters.add({ owner: 'bob', name: 'storedImages' }, 5, at);
      await removeExpired(pool(), days(1));
      expect(await counters.read(day)).toBe(1);
      await removeExpired(pool(), days(3));
      expect(await counters.read(day)).toBe(0);
      expect(await counters.read({ owner: 'bob', name: 'storedImages' })).toBe(1);
    });
  });

  describe('the pool', () => {
    it('goes on after the server has ended all its connections', async () => {
      const image = await added();
      await other.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
      );
      expect(await repository(0).find('alice', image.id)).toEqual(image);
    });

    it('repeats a statement whose connection broke, unless it must run once', async () => {
      await pool().query('CREATE SEQUENCE runs');
      // The number stays taken when the connection breaks.
      const breaking = "SELECT nextval('runs'), pg_terminate_backend(pg_backend_pid())";
      const runs = async () =>
        Number((await pool().query<{ count: string }>('SELECT last_value AS count FROM runs')).rows[0]?.count);
      await expect(other.query(breaking, [], { once: true })).rejects.toThrow();
      expect(await runs()).toBe(1);
      await expect(other.query(breaking)).rejects.toThrow();
      expect(await runs()).toBe(4);
      await pool().query('DROP SEQUENCE runs');
    });

    it('ends a statement that takes too long', async () => {
      const impatient = new PostgresPool(url(), { statementMs: 100 });
      await expect(impatient.query('SELECT pg_sleep(5)')).rejects.toThrow(/timeout/);
      expect(await impatient.query('SELECT 1 AS one')).toEqual({ rows: [{ one: 1 }], rowCount: 1 });
      await impatient.close();
    });

    it('ends it on the server too, unless a pooler is in between', async () => {
      const impatient = new PostgresPool(url(), { statementMs: 100 });
      await expect(impatient.query('SELECT pg_sleep(2)')).rejects.toThrow(/timeout/);
      await impatient.close();
      await setTimeout(500);
      const { rows } = await pool().query("SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(2)' AND state = 'active'");
      expect(rows).toHaveLength(pooled ? 1 : 0);
    });

    it('applies each migration once, also when processes start together', async () => {
      await pool().query('DROP TABLE schema_version, images, image_changes, usage_counters, markers');
      const applied = await Promise.all([migrate(pool()), migrate(other), migrate(pool())]);
      expect(applied.flat()).toEqual(['records']);
      expect(await migrate(other)).toEqual([]);
    });
  });
});

describe('the settings of a pool', () => {
  it.each([
    ['postgres://user:secret@db.example.com/app', 5000],
    ['postgres://user:secret@ep-cool-1-pooler.eu-central-1.aws.neon.tech/app?sslmode=verify-full', undefined],
    ['postgres://user:secret@eu.pg.psdb.cloud:6432/app?sslmode=verify-full', undefined],
    ['postgres://user:secret@eu.pg.psdb.cloud:5432/app?sslmode=verify-full', 5000],
  ])('limit the statements of %s on the server: %j', (address, limit) => {
    expect(poolConfig(address)).toMatchObject({ query_timeout: 5000 });
    expect(poolConfig(address).statement_timeout).toBe(limit);
  });
});
