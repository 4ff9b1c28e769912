import { uuidv7 } from 'uuidv7';
import { sweep } from '../../lambda/core/sweep';
import { type SweepLimits, sweepLimits } from '../../lambda/core/sweep-run';
import type { Services } from '../../lambda/services';
import { at, pending, ready, upload } from '../contracts/image-repository';
import { withOne } from '../support/resizing';
import { hour, minute, openSweeping, type Sweeping } from '../support/sweeping';
import { createRecord } from '../support/upload';

let sweeping: Sweeping;
beforeEach(() => {
  sweeping = openSweeping();
});

/** A run with two pages of two entries, at the slow pace as well. */
function run({ pages = 2, ...limits }: Partial<SweepLimits> = {}, exchanged: Partial<Services> = {}) {
  const { common, own } = sweeping.services;
  return sweep({ ...common, ...own, ...exchanged }, { ...sweepLimits, pages, slowPages: pages, pageSize: 2, ...limits });
}

/** Originals without a record, sorted by key, a day old. */
async function forgotten(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7()).sort();
  for (const id of ids) await sweeping.upload(id);
  sweeping.services.clock.advance(25 * hour);
  return ids;
}

const standing = async (ids: string[]) => (await Promise.all(ids.map(sweeping.hasOriginal))).filter(Boolean).length;

describe('a listing that is longer than a run', () => {
  it('is continued by the next run, and restarted at its end', async () => {
    const id = await createRecord(sweeping.services, 'alice');
    await sweeping.upload(id);
    const ids = await forgotten(9);
    const looked: number[] = [];
    const removed: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      const { counts } = await run();
      looked.push(counts.originalsLooked);
      removed.push(counts.originalsRemoved);
    }
    // The first one has a record: the runs that restart visit it again.
    expect(looked).toEqual([4, 4, 2, 1, 1]);
    expect(removed).toEqual([3, 4, 2, 0, 0]);
    expect(await standing(ids)).toBe(0);
  });

  it('is restarted even when its last page was full', async () => {
    const ids = await forgotten(4);
    await run();
    expect(await sweeping.services.own.markers.load('originals')).toBeUndefined();
    expect(await standing(ids)).toBe(0);
  });

  it('is visited again from the last complete page when a run crashed', async () => {
    const ids = await forgotten(6);
    const { images } = sweeping.services.own;
    let finds = 0;
    // Never resolves: a crash, as seen by the code after it.
    const crashing = withOne(sweeping.services, 'images', 'find', async (...key) => {
      finds += 1;
      if (finds <= 3) return images.find(...key);
      crashed();
      return new Promise(() => undefined);
    });
    let crashed: () => void = () => undefined;
    const crash = new Promise<void>((resolve) => {
      crashed = resolve;
    });
    void run({}, crashing);
    await crash;
    expect(await standing(ids)).toBe(3);
    expect(await sweeping.services.own.markers.load('originals')).toMatch(`${ids[1]}`);

    const { counts } = await run();
    expect(counts).toMatchObject({ originalsLooked: 3, originalsRemoved: 3 });
    expect(await standing(ids)).toBe(0);
  });

  it('is continued in the middle of a page, also of the last one, when the time budget was used up', async () => {
    const { images } = sweeping.services.own;
    const ids = await forgotten(6);
    for (const id of ids) {
      await images.add(pending('alice', id));
      await images.settle({ owner: 'alice', id }, upload('1'), ready, at);
    }
    const looked: string[] = [];
    const slow = withOne(sweeping.services, 'images', 'find', async (owner, id) => {
      sweeping.services.clock.advance(minute);
      looked.push(id);
      return images.find(owner, id);
    });
    for (let turn = 0; turn < 3; turn += 1) await run({ budgetMs: 2 * minute, pages: 1, pageSize: 10 }, slow);
    expect(looked).toEqual(ids);
  });

  it('skips an object that causes an error, and visits it again in a later round', async () => {
    const ids = await forgotten(6);
    const { originals } = sweeping.services.own;
    const broken = withOne(sweeping.services, 'originals', 'removeAll', async (prefix) => {
      if (prefix.includes(`${ids[0]}`) || prefix.includes(`${ids[1]}`)) throw new Error('The service is unavailable.');
      return originals.removeAll(prefix);
    });
    for (let turn = 0; turn < 4; turn += 1) await run({}, broken);
    expect(await standing(ids)).toBe(2);
    await run();
    expect(await standing(ids)).toBe(0);
  });
});

describe('a round', () => {
  /** Originals with a record, which every round visits. */
  async function stored(count: number): Promise<void> {
    const ids = await forgotten(count);
    for (const id of ids) await sweeping.services.own.images.add(pending('alice', id));
  }
  const looked = async (limits: Partial<SweepLimits>) => (await run(limits)).counts.originalsLooked;
  const slow = { pages: 3, slowPages: 1, roundMs: 24 * hour };

  it('is walked slowly for a day, and then at full pace to its end', async () => {
    await stored(20);
    const visits: number[] = [];
    // A run every six hours. The fifth one is a day after the first; the sixth is later.
    for (let turn = 0; turn < 9; turn += 1) {
      visits.push(await looked(slow));
      sweeping.services.clock.advance(6 * hour);
    }
    // 5 slow runs of 2, then 6 and 4. The next round is slow again.
    expect(visits).toEqual([2, 2, 2, 2, 2, 6, 4, 2, 2]);
  });

  it('that fits into a day stays slow, and the next one begins again', async () => {
    await stored(4);
    const visits: number[] = [];
    for (let turn = 0; turn < 8; turn += 1) {
      visits.push(await looked(slow));
      sweeping.services.clock.advance(11 * hour);
    }
    expect(visits).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
  });

  it('of one run leaves no marker', async () => {
    await stored(2);
    await looked(slow);
    expect(await sweeping.services.own.markers.load('originals-round')).toBeUndefined();
    await stored(3);
    await looked(slow);
    expect(await sweeping.services.own.markers.load('originals-round')).toBe(sweeping.services.clock.now().toISOString());
  });

  it('removes every file without a record within a day and a day of its round, when the store is small enough', async () => {
    const ids = await forgotten(8);
    let turns = 0;
    for (; (await standing(ids)) > 0 && turns < 20; turns += 1) {
      await run(slow);
      sweeping.services.clock.advance(5 * hour);
    }
    // Four runs of two.
    expect(turns).toBe(4);
  });
});

it('is limited to a number of removals per run', async () => {
  const ids = await forgotten(5);
  const left: number[] = [];
  for (let turn = 0; turn < 4; turn += 1) {
    await run({ removals: 2, pages: 10, pageSize: 3 });
    left.push(await standing(ids));
  }
  expect(left).toEqual([3, 1, 0, 0]);
});

describe('more records than fit on the pages of a run', () => {
  it('are recovered by the next runs', async () => {
    for (let count = 0; count < 60; count += 1) await createRecord(sweeping.services, 'alice');
    sweeping.services.clock.advance(2 * hour);
    let abandoned = 0;
    let turns = 0;
    for (; abandoned < 60 && turns < 60; turns += 1) abandoned += (await run({ pages: 1, pageSize: 8 })).counts.abandoned;
    expect(abandoned).toBe(60);
    // A page has eight records.
    expect(turns).toBe(Math.ceil(60 / 8));
  });

  it('do not hide a lost event forever, though all of them wait for their files', async () => {
    for (let count = 0; count < 60; count += 1) await createRecord(sweeping.services, 'alice');
    sweeping.services.clock.advance(1000);
    const { id } = await sweeping.unheard();
    sweeping.services.clock.advance(0.5 * hour);
    expect((await run({ pageSize: 8 })).counts).toMatchObject({ requeued: 0, abandoned: 0 });
    sweeping.services.clock.advance(0.5 * hour);
    for (let turn = 0; turn < 30; turn += 1) await run({ pageSize: 8 });
    expect(sweeping.announced.map((upload) => upload.id)).toEqual([id]);
  });
});
