import fc from 'fast-check';
import { uuidv7 } from 'uuidv7';
import type { ImageRecord, ObjectVersion, Outcome, PendingImage } from '../../lambda/core/image';
import type { ImageRepository } from '../../lambda/core/ports';
import { fault } from '../../lambda/core/rejection';
import { everySize, smallestSize } from '../../lib/testing/sizes';

const processing = { ms: 1, queuedMs: 2, memoryMb: 3, coldStart: false, attempts: 1 };
const rendition = { key: 'k', width: 1, height: 1, bytes: 1, format: 'webp' } as const;
const sizes = everySize(() => rendition);

export const ready = {
  status: 'READY',
  original: { bytes: 1, width: 1, height: 1, format: 'png' },
  sizes,
  processing,
} satisfies Outcome;
export const failed: Outcome = {
  status: 'FAILED',
  rejection: { code: 'EMPTY', reason: 'It is empty.', retryable: false },
  processing,
};

export const at = new Date('2026-11-22T12:00:01Z');

export function pending(owner: string, id = uuidv7()): PendingImage {
  return {
    status: 'PENDING',
    owner,
    id,
    contentType: 'image/png',
    createdAt: '2026-11-22T12:00:00.000Z',
    updatedAt: '2026-11-22T12:00:00.000Z',
    attempt: 1,
  };
}

/** An internal error, which may be temporary. */
export const faulted: Outcome = { status: 'FAILED', rejection: fault, processing };

export const upload = (name: string): ObjectVersion => ({ version: `v-${name}` });

/** The contract of every `ImageRepository`. */
export function imageRepositoryContract(open: () => ImageRepository): void {
  let images: ImageRepository;
  beforeAll(() => {
    images = open();
  });

  const added = async (owner = 'alice') => {
    const image = pending(owner);
    await images.add(image);
    return image;
  };

  it('returns a record as it was added', async () => {
    const image = { ...pending('alice'), name: 'Ünï 😀 \u0000.png' };
    await images.add(image);
    expect(await images.find('alice', image.id)).toEqual(image);
  });

  it('accepts the same record twice', async () => {
    const image = await added();
    await images.add(image);
    expect(await images.find('alice', image.id)).toEqual(image);
  });

  it('does not change a record that is added again after it was settled', async () => {
    const image = await added();
    await images.settle(image, upload('1'), ready, at);
    await images.add(image);
    expect(await images.find('alice', image.id)).toMatchObject({ status: 'READY', upload: upload('1') });
  });

  it.each(["o'neil", 'auth0|5f7c', 'QUOTA#alice', 'ünï 😀', '"', ' '])('separates the owner %j from all others', async (owner) => {
    const image = await added(owner);
    expect(await images.find(owner, image.id)).toEqual(image);
    expect(await images.find(`${owner} `, image.id)).toBeUndefined();
    expect((await images.list(owner, { limit: 10 })).images).toEqual([image]);
  });

  it('lists nothing for an owner without images', async () => {
    expect(await images.list('unknown', { limit: 10 })).toEqual({ images: [], more: false });
  });

  it('lists records that are older than an id, whether that id exists or not', async () => {
    const older = await added('pager');
    await images.settle(older, upload('1'), ready, at);
    const never = uuidv7();
    const newer = await added('pager');
    const found = await images.find('pager', older.id);
    expect(await images.list('pager', { limit: 10, before: never })).toEqual({ images: [found], more: false });
    expect(await images.list('pager', { limit: 10, before: newer.id })).toEqual({ images: [found], more: false });
    expect(await images.list('pager', { limit: 10, before: older.id })).toEqual({ images: [], more: false });
  });

  it("does not return another owner's image", async () => {
    const { id } = await added();
    expect(await images.find('bob', id)).toBeUndefined();
  });

  it('lists each image once, newest first, page by page', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 25; count += 1) ids.unshift((await added('lister')).id);
    await added('someone else');
    for (const limit of [1, 5, 24, 25, 26, 100]) {
      const seen: string[] = [];
      for (let before: string | undefined, more = true; more; before = seen.at(-1)) {
        const page = await images.list('lister', { limit, before });
        seen.push(...page.images.map(({ id }) => id));
        more = page.more;
      }
      expect(seen).toEqual(ids);
    }
  });

  it('lists 100 images of the maximum size', async () => {
    const largest = { name: '😀'.repeat(127) };
    await Promise.all(Array.from({ length: 101 }, () => images.add({ ...pending('large'), ...largest })));
    const page = await images.list('large', { limit: 100 });
    expect(page.images).toHaveLength(100);
    expect(page.more).toBe(true);
  });

  it('assigns the first version to a PENDING record, and no other one', async () => {
    const image = await added();
    expect(await images.assign(image, upload('1'))).toBe(true);
    expect(await images.find('alice', image.id)).toEqual({ ...image, upload: upload('1') });
    expect(await images.assign(image, upload('1'))).toBe(true);
    expect(await images.assign(image, upload('2'))).toBe(false);
    expect(await images.find('alice', image.id)).toEqual({ ...image, upload: upload('1') });
  });

  it('assigns one of many concurrent versions', async () => {
    const image = await added();
    const names = ['1', '2', '3', '4', '5', '6', '7', '8'];
    const assigned = await Promise.all(names.map((name) => images.assign(image, upload(name))));
    expect(assigned.filter(Boolean)).toHaveLength(1);
    expect(await images.find('alice', image.id)).toMatchObject({ upload: upload(`${names[assigned.indexOf(true)]}`) });
  });

  it('assigns nothing to a record that is settled, missing or in a later attempt', async () => {
    const image = await added();
    await images.settle(image, upload('1'), faulted, at);
    expect(await images.assign(image, upload('1'))).toBe(false);
    await images.restart(image, 1, at);
    expect(await images.assign(image, { ...upload('1'), attempt: 1 })).toBe(false);
    expect(await images.assign(image, { ...upload('1'), attempt: 2 })).toBe(true);
    await images.settle(image, upload('1'), ready, at);
    expect(await images.assign(image, upload('1'))).toBe(false);

    const never = pending('alice');
    expect(await images.assign(never, upload('1'))).toBe(false);
    expect(await images.find('alice', never.id)).toBeUndefined();
  });

  it('settles a record as READY once, and a FAILED one again, without a trace of the previous outcome', async () => {
    const image = await added();
    const described = { ...image, updatedAt: at.toISOString(), upload: upload('1') };
    expect(await images.settle(image, upload('1'), faulted, at)).toBe(true);
    expect(await images.find('alice', image.id)).toEqual({ ...described, ...faulted });
    expect(await images.settle(image, upload('1'), ready, at)).toBe(true);
    expect(await images.find('alice', image.id)).toEqual({ ...described, ...ready });
    expect(await images.settle(image, upload('1'), failed, at)).toBe(false);
    expect(await images.find('alice', image.id)).toEqual({ ...described, ...ready });
  });

  it.each([
    ['assigned', (image: PendingImage) => images.assign(image, upload('1'))],
    ['settled as FAILED', (image: PendingImage) => images.settle(image, upload('1'), faulted, at)],
    ['settled as READY', (image: PendingImage) => images.settle(image, upload('1'), ready, at)],
  ])('does not settle a record with a version other than the one that was %s', async (_, first) => {
    const image = await added();
    await first(image);
    const before = await images.find('alice', image.id);
    expect(await images.settle(image, upload('2'), ready, at)).toBe(false);
    expect(await images.settle(image, upload('2'), failed, at)).toBe(false);
    expect(await images.find('alice', image.id)).toEqual(before);
  });

  // part: ops
  it('replaces the sizes of a READY record, and of no other one', async () => {
    const image = await added();
    const made = { ...ready, sizes: { ...sizes, [smallestSize]: { ...rendition, bytes: 7 } } };
    expect(await images.replaceSizes(image, upload('1'), made, at)).toBe(false);
    await images.settle(image, upload('1'), ready, at);
    expect(await images.replaceSizes(image, upload('2'), made, at)).toBe(false);
    expect(await images.find('alice', image.id)).toMatchObject({ status: 'READY', sizes });
    const later = new Date(at.getTime() + 1000);
    expect(await images.replaceSizes(image, upload('1'), made, later)).toBe(true);
    expect(await images.find('alice', image.id)).toEqual({
      ...image,
      ...made,
      upload: upload('1'),
      updatedAt: later.toISOString(),
    });
  });

  it('does not settle or create a missing record', async () => {
    const image = pending('alice');
    expect(await images.settle(image, upload('1'), ready, at)).toBe(false);
    expect(await images.find('alice', image.id)).toBeUndefined();
  });

  it('keeps the first version and the status READY, in any order of the outcomes', async () => {
    const settlement = fc.record({
      name: fc.constantFrom('1', '2', '3'),
      outcome: fc.constantFrom(ready, failed, faulted, 'assign' as const),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(settlement, { minLength: 1, maxLength: 8 }), async (settlements) => {
        const image = await added('model');
        let model: { name?: string; status: string } = { status: 'PENDING' };
        for (const { name, outcome } of settlements) {
          const isFree = model.name === undefined || model.name === name;
          const isOpen = isFree && (outcome === 'assign' ? model.status === 'PENDING' : model.status !== 'READY');
          const write = outcome === 'assign' ? images.assign(image, upload(name)) : images.settle(image, upload(name), outcome, at);
          expect(await write).toBe(isOpen);
          if (isOpen) model = { name, status: outcome === 'assign' ? 'PENDING' : outcome.status };
        }
        const { upload: held, status } = (await images.find('model', image.id)) as ImageRecord;
        expect({ version: held?.version, status }).toEqual({ version: model.name && `v-${model.name}`, status: model.status });
      }),
      { numRuns: 40 },
    );
  });

  it('lets one of many concurrent workers settle an upload as READY', async () => {
    const image = await added();
    const written = await Promise.all(Array.from({ length: 10 }, () => images.settle(image, upload('1'), ready, at)));
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  it('retries a retryable FAILED record, once per attempt', async () => {
    const image = await added();
    expect(await images.restart(image, 1, at)).toBe(false);
    await images.settle(image, upload('1'), faulted, at);

    expect(await images.restart(image, 2, at)).toBe(false);
    const restarts = await Promise.all(Array.from({ length: 5 }, () => images.restart(image, 1, at)));
    expect(restarts.filter(Boolean)).toHaveLength(1);
    const restarted = { ...image, attempt: 2, updatedAt: at.toISOString(), upload: upload('1') };
    expect(await images.find('alice', image.id)).toEqual(restarted);

    expect(await images.settle(image, upload('1'), ready, at)).toBe(true);
    expect(await images.restart(image, 2, at)).toBe(false);
  });

  it('does not retry a record whose failure is permanent, or a missing one', async () => {
    const image = await added();
    await images.settle(image, upload('1'), failed, at);
    expect(await images.restart(image, 1, at)).toBe(false);

    const never = pending('alice');
    expect(await images.restart(never, 1, at)).toBe(false);
    expect(await images.find('alice', never.id)).toBeUndefined();
  });

  it('removes a record once, and only the owner’s', async () => {
    const image = await added();
    expect(await images.remove({ owner: 'bob', id: image.id })).toBe(false);
    expect(await images.find('alice', image.id)).toEqual(image);

    expect(await images.remove(image)).toBe(true);
    expect(await images.remove(image)).toBe(false);
    expect(await images.find('alice', image.id)).toBeUndefined();
    expect(await images.settle(image, upload('1'), ready, at)).toBe(false);
    expect(await images.restart(image, 1, at)).toBe(false);
    expect(await images.assign(image, upload('1'))).toBe(false);
    expect(await images.find('alice', image.id)).toBeUndefined();
  });

  // part: quotas
  it('counts the records of an owner, also over several pages', async () => {
    expect(await images.count('counted')).toBe(0);
    // A query reads up to 1 MB per page.
    const large = { name: 'x'.repeat(100_000) };
    await Promise.all(Array.from({ length: 25 }, () => images.add({ ...pending('counted'), ...large })));
    expect(await images.count('counted')).toBe(25);
    expect(await images.count('counted ')).toBe(0);
  });
}
