import type { Outcome } from '../../lambda/core/image';
import type { ImageRepository, PendingImages, PendingSince } from '../../lambda/core/ports';
import { fault, notUploaded } from '../../lambda/core/rejection';
import { at, failed, pending as newImage, ready, upload } from './image-repository';

const minute = 60_000;

const retryable = { ...failed, rejection: fault } as Outcome;

/** The contract of every `PendingImages`, with an `ImageRepository` on the same records. */
export function pendingImagesContract(open: () => { images: ImageRepository; pending: PendingImages }): void {
  let images: ImageRepository;
  let pending: PendingImages;
  beforeAll(() => {
    ({ images, pending } = open());
  });
  // Each test finds only its own records: they are older than those of the tests before.
  let now = Date.parse('2026-11-22T12:00:00Z');
  let moment: Date;
  beforeEach(() => {
    now -= 60 * minute;
    moment = new Date(now);
  });

  /** A record that is PENDING since a time relative to the test's, in milliseconds. */
  async function waiting(afterMs = 0): Promise<PendingSince> {
    const since = new Date(now + afterMs).toISOString();
    const image = { ...newImage('alice'), createdAt: since, updatedAt: since };
    await images.add(image);
    return { owner: image.owner, id: image.id, since };
  }

  const listed = (afterMs = minute, limit = 1000) => pending.list(new Date(now + afterMs), limit);
  const find = ({ owner, id }: PendingSince) => images.find(owner, id);
  const later = () => new Date(now + 10 * minute);

  it('lists records that became PENDING before a time, and since when', async () => {
    const old = await waiting(-1);
    await waiting(0);
    expect(await pending.list(moment, 1000)).toEqual([old]);
  });

  it('lists about the requested number, from all shards of the index', async () => {
    const all = await Promise.all(Array.from({ length: 64 }, () => waiting()));
    expect(await listed()).toHaveLength(all.length);
    const some = await listed(minute, 16);
    expect(some.length).toBeGreaterThan(4);
    expect(some.length).toBeLessThanOrEqual(16);
  });

  it('lists those first that have waited longest', async () => {
    const all: PendingSince[] = [];
    for (let index = 0; index < 24; index += 1) all.push(await waiting(index));
    const [oldest] = all;
    expect(await listed(minute, 1)).toContainEqual(oldest);
  });

  it.each([
    ['READY', ready],
    ['FAILED', failed],
  ])('no longer lists a record that is %s', async (_, outcome) => {
    const image = await waiting();
    await images.settle(image, upload('1'), outcome, at);
    expect(await listed()).toEqual([]);
  });

  it('lists a retried record, with the time of the retry', async () => {
    const image = await waiting();
    await images.settle(image, upload('1'), retryable, at);
    expect(await images.restart(image, 1, moment)).toBe(true);
    expect(await listed()).toEqual([{ ...image, since: moment.toISOString() }]);
  });

  describe('a claim', () => {
    it('sets the waiting time to start now, and changes nothing else', async () => {
      const image = await waiting();
      const before = await find(image);
      expect(await pending.claim(image, later())).toBe(true);
      expect(await find(image)).toEqual(before);
      expect(await listed()).toEqual([]);
      expect(await listed(11 * minute)).toEqual([{ ...image, since: later().toISOString() }]);
    });

    it('is won by one of many', async () => {
      const image = await waiting();
      const won = await Promise.all(Array.from({ length: 10 }, (_, index) => pending.claim(image, new Date(now + 1 + index))));
      expect(won.filter(Boolean)).toHaveLength(1);
    });

    it('fails when the record was settled, abandoned or removed, and creates none', async () => {
      const [settled, abandoned, removed] = [await waiting(), await waiting(), await waiting()];
      await images.settle(settled, upload('1'), ready, at);
      await pending.abandon(abandoned, notUploaded, at);
      await images.remove(removed);
      for (const image of [settled, abandoned, removed]) expect(await pending.claim(image, later())).toBe(false);
      expect(await find(removed)).toBeUndefined();
      expect(await listed(60 * minute)).toEqual([]);
    });
  });

  describe('an abandonment', () => {
    it('makes a record FAILED with its reason, without an upload', async () => {
      const image = await waiting();
      const { status, ...kept } = (await find(image)) ?? {};
      expect(await pending.abandon(image, notUploaded, later())).toBe(true);
      expect(await find(image)).toEqual({
        ...kept,
        status: 'FAILED',
        rejection: notUploaded,
        updatedAt: later().toISOString(),
      });
      expect(await listed(60 * minute)).toEqual([]);
    });

    it('fails when the record was claimed, settled or removed meanwhile, and creates none', async () => {
      const [claimed, settled, removed] = [await waiting(), await waiting(), await waiting()];
      await pending.claim(claimed, later());
      await images.settle(settled, upload('1'), ready, at);
      await images.remove(removed);
      for (const image of [claimed, settled, removed]) expect(await pending.abandon(image, notUploaded, at)).toBe(false);
      expect(await find(claimed)).toMatchObject({ status: 'PENDING' });
      expect(await find(settled)).toMatchObject({ status: 'READY' });
      expect(await find(removed)).toBeUndefined();
    });

    it('fails when a file was uploaded, though the record is PENDING', async () => {
      const image = await waiting();
      await images.settle(image, upload('1'), retryable, at);
      await images.restart(image, 1, moment);
      expect(await pending.abandon({ ...image, since: moment.toISOString() }, notUploaded, at)).toBe(false);
      expect(await find(image)).toMatchObject({ status: 'PENDING', attempt: 2 });
    });

    it('accepts the upload that the record has, and no other one', async () => {
      const [first, again] = [await waiting(), await waiting()];
      await images.settle(again, upload('1'), retryable, at);
      await images.restart(again, 1, moment);
      const restarted = { ...again, since: moment.toISOString() };

      expect(await pending.abandon(first, fault, at, { version: 'v-1' })).toBe(true);
      expect(await pending.abandon(restarted, fault, at, upload('2'))).toBe(false);
      expect(await pending.abandon(restarted, fault, at, upload('1'))).toBe(true);

      expect(await find(first)).toMatchObject({ status: 'FAILED', rejection: fault, upload: { version: 'v-1' } });
      expect(await find(again)).toMatchObject({ status: 'FAILED', rejection: fault, upload: upload('1') });
    });

    it('does not prevent a late upload from making the record READY', async () => {
      const image = await waiting();
      await pending.abandon(image, notUploaded, at);
      expect(await images.settle(image, upload('1'), ready, at)).toBe(true);
      const settled = await find(image);
      expect(settled).toMatchObject({ ...ready, upload: upload('1') });
      expect(settled).not.toHaveProperty('rejection');
    });
  });
}
