import { uuidv7 } from 'uuidv7';
import { uploadKey } from '../../lambda/core/keys';
import { fault, notUploaded } from '../../lambda/core/rejection';
import { retryImage } from '../../lambda/core/retry-image';
import { sizeNames } from '../../lambda/core/sizes';
import type { CommonServices, Services } from '../../lambda/services';
import { photo } from '../../lib/testing/images/photo';
import { withOne } from '../support/resizing';
import { openTestServices, type TestServices } from '../support/services';
import { hour, minute, openSweeping, owner, type Sweeping } from '../support/sweeping';
import { createRecord, handleUpload, storeOriginal, uploadEvent } from '../support/upload';

let sweeping: Sweeping;
beforeEach(() => {
  sweeping = openSweeping();
});

function exchanged<Name extends keyof Omit<Services, keyof CommonServices>, Operation extends keyof Services[Name]>(
  name: Name,
  operation: Operation,
  replacement: Services[Name][Operation],
): Partial<Services> {
  return withOne(sweeping.services, name, operation, replacement);
}

const jpeg = photo({ width: 300, height: 200 });
const out = () => Promise.reject(new Error('The service is unavailable.'));

/** Runs the resizer for the latest announcement. */
async function resizeAnnounced(): Promise<void> {
  const announced = sweeping.announced.at(-1);
  if (!announced) throw new Error('Nothing was announced.');
  await sweeping.resize(announced);
}

describe('a PENDING image with a file', () => {
  it('is left to its own event for 15 minutes', async () => {
    await sweeping.unheard();
    sweeping.services.clock.advance(15 * minute);
    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 0, requeued: 0 });
    expect(sweeping.announced).toEqual([]);
  });

  it('is queued for the resizer after that, and becomes READY', async () => {
    const { id, version } = await sweeping.unheard(await jpeg);
    sweeping.services.clock.advance(15 * minute + 1);

    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 1, requeued: 1, abandoned: 0, givenUp: 0 });

    expect(sweeping.announced).toEqual([{ owner, id, version, attempt: 1, at: '2026-11-22T12:15:00.001Z' }]);
    expect(await sweeping.find(id)).toMatchObject({ status: 'PENDING' });
    await resizeAnnounced();
    expect(await sweeping.find(id)).toMatchObject({ status: 'READY', upload: { version } });
  });

  it('is queued with the upload in its record when the message of a retry was lost', async () => {
    const { id, version } = await sweeping.unheard(await jpeg);
    const upload = { version };
    const processing = { ms: 1, queuedMs: 1, memoryMb: 1769, coldStart: false, attempts: 5 };
    await sweeping.services.own.images.settle(
      { owner, id },
      upload,
      { status: 'FAILED', rejection: fault, processing },
      new Date(0),
    );
    const retry = retryImage(owner, id, { ...sweeping.services.common, ...sweeping.services.own, uploads: { announce: out } });
    await expect(retry).rejects.toThrow('The service is unavailable.');
    sweeping.services.clock.advance(16 * minute);

    expect(await sweeping.sweep()).toMatchObject({ requeued: 1 });

    expect(sweeping.announced).toEqual([{ owner, id, ...upload, attempt: 2, at: '2026-11-22T12:16:00.000Z' }]);
    await resizeAnnounced();
    expect(await sweeping.find(id)).toMatchObject({ status: 'READY', attempt: 2 });
  });

  it('is queued again only after the same time', async () => {
    await sweeping.unheard();
    for (const minutes of [16, 14, 2, 14]) {
      sweeping.services.clock.advance(minutes * minute);
      await sweeping.sweep();
    }
    expect(sweeping.announced.map(({ at }) => at.slice(11, 16))).toEqual(['12:16', '12:32']);
  });

  it('becomes FAILED and retryable after two hours of vain attempts, and READY if a worker finishes late', async () => {
    const { id, version } = await sweeping.unheard(await jpeg);
    const counts = [];
    for (let turn = 1; turn <= 10; turn += 1) {
      sweeping.services.clock.advance(16 * minute);
      counts.push(await sweeping.sweep());
    }
    expect(counts.map(({ requeued }) => requeued)).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 0, 0]);
    expect(counts.map(({ givenUp }) => givenUp)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 1, 0]);
    expect(await sweeping.find(id)).toMatchObject({ status: 'FAILED', rejection: fault, upload: { version } });

    await retryImage(owner, id, { ...sweeping.services.common, ...sweeping.services.own });
    expect(sweeping.announced.at(-1)).toMatchObject({ id, version, attempt: 2 });
    await resizeAnnounced();
    expect(await sweeping.find(id)).toMatchObject({ status: 'READY', attempt: 2 });
  });

  it.each([
    [2 * hour - 1, { requeued: 1, givenUp: 0 }],
    [2 * hour, { requeued: 0, givenUp: 1 }],
  ])('is given up when it was queued two hours after its creation, and not a millisecond earlier: %d', async (ms, counts) => {
    await sweeping.unheard();
    sweeping.services.clock.advance(ms);
    expect(await sweeping.sweep()).toMatchObject({ requeued: 1, givenUp: 0 });
    sweeping.services.clock.advance(16 * minute);
    expect(await sweeping.sweep()).toMatchObject(counts);
  });

  it('is queued at least once, however late the sweep runs', async () => {
    const { id } = await sweeping.unheard();
    sweeping.services.clock.advance(72 * hour);
    expect(await sweeping.sweep()).toMatchObject({ requeued: 1, givenUp: 0 });
    expect(await sweeping.find(id)).toMatchObject({ status: 'PENDING' });
  });

  it('is queued after another 15 minutes when a sweep crashed right before it queued it', async () => {
    const { id } = await sweeping.unheard();
    const { pending } = sweeping.services.own;
    sweeping.services.clock.advance(16 * minute);
    const [waiting] = await pending.list(sweeping.services.clock.now(), 1);
    expect(await pending.claim({ since: '', ...waiting, owner, id }, sweeping.services.clock.now())).toBe(true);

    expect(await sweeping.sweep()).toMatchObject({ requeued: 0 });
    sweeping.services.clock.advance(16 * minute);
    expect(await sweeping.sweep()).toMatchObject({ requeued: 1 });
  });

  it('is queued by the next sweep when the queue was unavailable, and never given up for that', async () => {
    const { id } = await sweeping.unheard();
    for (let turn = 1; turn <= 12; turn += 1) {
      sweeping.services.clock.advance(16 * minute);
      await expect(sweeping.sweep(exchanged('uploads', 'announce', out))).rejects.toThrow(
        `image ${id}: The service is unavailable.`,
      );
    }
    expect(await sweeping.sweep()).toMatchObject({ requeued: 1 });
    expect(sweeping.announced).toHaveLength(1);
  });
});

describe('an image without a file', () => {
  it('is left unchanged for an hour', async () => {
    const id = await createRecord(sweeping.services, owner);
    sweeping.services.clock.advance(hour);
    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 1, requeued: 0, abandoned: 0 });
    expect(await sweeping.find(id)).toMatchObject({ status: 'PENDING' });
  });

  it('becomes FAILED after that, with its reason', async () => {
    const id = await createRecord(sweeping.services, owner);
    sweeping.services.clock.advance(hour + 1);

    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 1, abandoned: 1 });

    const image = await sweeping.find(id);
    expect(image).toMatchObject({ status: 'FAILED', rejection: notUploaded, updatedAt: '2026-11-22T13:00:00.001Z' });
    expect(image).not.toHaveProperty('upload');
    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 0, abandoned: 0 });
    const counted = sweeping.services.log.entries.filter(({ message }) => message === 'image counted');
    expect(counted.map(({ detail }) => detail)).toEqual([{ status: 'FAILED', reason: 'NOT_UPLOADED' }]);
  });

  it('becomes READY when its file arrives late', async () => {
    const id = await createRecord(sweeping.services, owner);
    sweeping.services.clock.advance(2 * hour);
    await sweeping.sweep();

    const facts = await storeOriginal(sweeping.services, { owner, id }, await jpeg);
    await handleUpload(sweeping.services, uploadEvent(facts));

    const image = await sweeping.find(id);
    expect(image).toMatchObject({ status: 'READY', upload: { version: facts.version } });
    expect(image).not.toHaveProperty('rejection');
  });
});

describe('an image that was already handled', () => {
  it('is not checked when it is READY or FAILED', async () => {
    for (const bytes of [await jpeg, Buffer.from('not a photo')]) {
      const id = await createRecord(sweeping.services, owner);
      await handleUpload(sweeping.services, uploadEvent(await storeOriginal(sweeping.services, { owner, id }, bytes)));
    }
    sweeping.services.clock.advance(48 * hour);
    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 0, originalsRemoved: 0, renditionsRemoved: 0 });
  });

  it.each(['settled', 'removed'])('is left unchanged when it was %s, although the index still lists it', async (how) => {
    const { id, version } = await sweeping.unheard(await jpeg);
    const { images, pending } = sweeping.services.own;
    sweeping.services.clock.advance(2 * hour);
    const stale = await pending.list(sweeping.services.clock.now(), 100);
    if (how === 'removed') await images.remove({ owner, id });
    else await sweeping.resize({ id, version });
    const before = await sweeping.find(id);

    expect(await sweeping.sweep(exchanged('pending', 'list', async () => stale))).toMatchObject({
      pendingLooked: 1,
      requeued: 0,
      abandoned: 0,
    });

    expect(sweeping.announced).toEqual([]);
    expect(await sweeping.find(id)).toEqual(before);
  });

  it.each([
    ['before it is claimed', 'claim', true],
    ['before it is abandoned', 'abandon', false],
  ] as const)('is left unchanged when it was settled right %s', async (_, operation, hasFile) => {
    const id = await createRecord(sweeping.services, owner);
    if (hasFile) await sweeping.upload(id, await jpeg);
    sweeping.services.clock.advance(2 * hour);
    const { pending } = sweeping.services.own;
    const late = exchanged('pending', operation as 'abandon', async (...call) => {
      const facts = await storeOriginal(sweeping.services, { owner, id }, await jpeg);
      await handleUpload(sweeping.services, uploadEvent(facts));
      return pending[operation as 'abandon'](...call);
    });

    expect(await sweeping.sweep(late)).toMatchObject({ requeued: 0, abandoned: 0 });

    expect(await sweeping.find(id)).toMatchObject({ status: 'READY' });
    expect(sweeping.announced).toEqual([]);
  });
});

describe('originals', () => {
  it('without a record are removed with all versions after a day, and not before', async () => {
    const id = uuidv7();
    const versions = [await sweeping.upload(id), await sweeping.upload(id)];
    sweeping.services.clock.advance(24 * hour);
    expect(await sweeping.sweep()).toMatchObject({ originalsLooked: 1, originalsRemoved: 0 });
    expect(await sweeping.hasOriginal(id)).toBe(true);

    sweeping.services.clock.advance(1);
    expect(await sweeping.sweep()).toMatchObject({ originalsLooked: 1, originalsRemoved: 1 });
    for (const version of versions) {
      expect(await sweeping.services.own.originals.stat(uploadKey(owner, id), version)).toBeUndefined();
    }
  });

  it('of a removed image are removed when they were uploaded later and their event was lost', async () => {
    const id = await createRecord(sweeping.services, owner);
    await sweeping.services.own.images.remove({ owner, id });
    await storeOriginal(sweeping.services, { owner, id }, await jpeg);
    sweeping.services.clock.advance(25 * hour);

    expect(await sweeping.sweep()).toMatchObject({ originalsRemoved: 1 });
    expect(await sweeping.hasOriginal(id)).toBe(false);
  });

  it.each(['PENDING', 'READY', 'FAILED'])('of a %s image are kept', async (status) => {
    const { id, version } = await sweeping.unheard(status === 'FAILED' ? undefined : await jpeg);
    if (status !== 'PENDING') await sweeping.resize({ id, version });
    expect(await sweeping.find(id)).toMatchObject({ status });
    sweeping.services.clock.advance(48 * hour);
    expect(await sweeping.sweep()).toMatchObject({ originalsLooked: 1, originalsRemoved: 0 });
    expect(await sweeping.hasOriginal(id)).toBe(true);
  });

  it('with an unknown key are counted and kept, with all whose keys have it as a prefix', async () => {
    const { id } = await sweeping.unheard();
    const beginning = id.slice(0, 3);
    const strange = [`uploads/${owner}/${beginning}`, `uploads/${owner}`, `uploads/${owner}/${id}/${id}`, `uploads/%ff/${id}`];
    for (const key of strange) await sweeping.put('originals', key);
    sweeping.services.clock.advance(48 * hour);

    expect(await sweeping.sweep()).toMatchObject({ originalsLooked: 5, originalsRemoved: 0, foreign: 4 });

    expect(await sweeping.hasOriginal(id)).toBe(true);
    for (const key of strange) expect(await sweeping.services.own.originals.stat(key)).toBeDefined();
  });
});

describe('renditions', () => {
  /** A READY image, and renditions of another version from a crashed worker. */
  async function readyWithOther() {
    const { id, version } = await sweeping.unheard(await jpeg);
    await sweeping.resize({ id, version });
    await sweeping.render(id, 'other');
    return { id, version };
  }

  it('without a record are removed after a day, and not before', async () => {
    const id = uuidv7();
    await sweeping.render(id, 'v1');
    await sweeping.render(id, 'v2');
    sweeping.services.clock.advance(24 * hour);
    expect(await sweeping.sweep()).toMatchObject({ renditionsLooked: 2 * sizeNames.length, renditionsRemoved: 0 });
    sweeping.services.clock.advance(1);
    expect(await sweeping.sweep()).toMatchObject({ renditionsLooked: 2 * sizeNames.length, renditionsRemoved: 2 });
    expect(await sweeping.rendered(id, ['v1', 'v2'])).toEqual([]);
  });

  it('of another version than the record’s are removed, and its own kept', async () => {
    const { id, version } = await readyWithOther();
    sweeping.services.clock.advance(24 * hour);
    expect(await sweeping.sweep()).toMatchObject({ renditionsRemoved: 0 });
    sweeping.services.clock.advance(1);
    expect(await sweeping.sweep()).toMatchObject({ renditionsLooked: 2 * sizeNames.length, renditionsRemoved: 1 });
    expect(await sweeping.rendered(id, [version, 'other'])).toEqual([version]);
  });

  it('of the upload of a FAILED record are kept: a retry may be writing them', async () => {
    const { id, version } = await sweeping.unheard();
    await sweeping.resize({ id, version });
    await sweeping.render(id, version);
    sweeping.services.clock.advance(48 * hour);
    expect(await sweeping.sweep()).toMatchObject({ renditionsRemoved: 0 });
    expect(await sweeping.rendered(id, [version])).toEqual([version]);
  });

  it('of another version are kept while they are new', async () => {
    const { id, version } = await readyWithOther();
    sweeping.services.clock.advance(48 * hour);
    await sweeping.render(id, 'young');
    expect(await sweeping.sweep()).toMatchObject({ renditionsRemoved: 1 });
    expect(await sweeping.rendered(id, [version, 'other', 'young'])).toEqual([version, 'young']);
  });

  it('of any version are kept while the image has no known upload', async () => {
    const id = await createRecord(sweeping.services, owner);
    await sweeping.render(id, 'other');
    sweeping.services.clock.advance(48 * hour);
    const others = exchanged('pending', 'list', async () => []);
    expect(await sweeping.sweep(others)).toMatchObject({ renditionsRemoved: 0 });
    expect(await sweeping.rendered(id, ['other'])).toEqual(['other']);
  });

  it('of a PENDING image are kept', async () => {
    const { id, version } = await sweeping.unheard();
    await sweeping.render(id, version);
    sweeping.services.clock.advance(48 * hour);
    expect(await sweeping.sweep()).toMatchObject({ renditionsRemoved: 0 });
    expect(await sweeping.rendered(id, [version])).toEqual([version]);
  });

  it('with an unknown key are counted and kept', async () => {
    const strange = [`renditions/${owner}/0/v/full`, 'renditions/stray.webp', `renditions/${owner}/x`];
    for (const key of strange) await sweeping.put('renditions', key);
    sweeping.services.clock.advance(48 * hour);
    expect(await sweeping.sweep()).toMatchObject({ renditionsLooked: 3, renditionsRemoved: 0, foreign: 3 });
    for (const key of strange) expect(await sweeping.services.own.renditions.stat(key)).toBeDefined();
  });
});

/** One of each case that a sweep handles. */
async function everything() {
  const never = await createRecord(sweeping.services, owner);
  const forgotten = uuidv7();
  await sweeping.upload(forgotten);
  await sweeping.render(forgotten, 'v1');
  sweeping.services.clock.advance(25 * hour);
  const { id: lost } = await sweeping.unheard();
  sweeping.services.clock.advance(16 * minute);
  return {
    async expectDone() {
      expect([...new Set(sweeping.announced.map(({ id }) => id))]).toEqual([lost]);
      expect(await sweeping.find(lost)).toMatchObject({ status: 'PENDING' });
      expect(await sweeping.find(never)).toMatchObject({ status: 'FAILED', rejection: { code: 'NOT_UPLOADED' } });
      expect(await sweeping.hasOriginal(lost)).toBe(true);
      expect(await sweeping.hasOriginal(forgotten)).toBe(false);
      expect(await sweeping.rendered(forgotten, ['v1'])).toEqual([]);
    },
  };
}

const steps = [
  ['pending', 'list'],
  ['images', 'find'],
  ['originals', 'stat'],
  ['pending', 'claim'],
  ['uploads', 'announce'],
  ['pending', 'abandon'],
  ['markers', 'load'],
  ['originals', 'list'],
  ['originals', 'removeAll'],
  ['renditions', 'list'],
  ['renditions', 'removeAll'],
  ['markers', 'save'],
] as const;

/** A service in which every call of one operation is replaced by the result of `make`. */
function step(service: (typeof steps)[number][0], operation: string, make: (real: () => Promise<unknown>) => Promise<unknown>) {
  const target = sweeping.services.own[service] as unknown as Record<string, (...call: unknown[]) => Promise<unknown>>;
  const replacement = (...call: unknown[]) => make(async () => target[operation]?.(...call));
  return withOne(sweeping.services, service, operation as never, replacement as never);
}

describe('two sweeps at once', () => {
  it.each(steps)(
    'handle each case once when the second runs right before and right after %s.%s of the first',
    async (service, operation) => {
      const { expectDone } = await everything();
      let interrupted = 0;
      const second = async () => {
        interrupted += 1;
        await sweeping.sweep();
      };
      await sweeping.sweep(
        step(service, operation, async (real) => {
          if (interrupted === 0) await second();
          const result = await real();
          if (interrupted === 1) await second();
          return result;
        }),
      );
      expect(interrupted).toBe(2);
      await expectDone();
    },
  );

  it('handle each case once when many run concurrently', async () => {
    const { expectDone } = await everything();
    const counts = await Promise.all([1, 2, 3, 4].map(() => sweeping.sweep()));
    expect(counts.reduce((sum, { requeued }) => sum + requeued, 0)).toBe(1);
    expect(counts.reduce((sum, { abandoned }) => sum + abandoned, 0)).toBe(1);
    await expectDone();
  });
});

describe('an error', () => {
  it.each(steps)('of %s.%s is reported, and the next sweep does what it prevented', async (service, operation) => {
    const { expectDone } = await everything();
    await expect(sweeping.sweep(step(service, operation, out))).rejects.toThrow('The service is unavailable.');
    await sweeping.sweep();
    await expectDone();
  });

  it('for one item does not stop the others; it is counted and reported at the end', async () => {
    const [badUpload, badRendition] = [uuidv7(), uuidv7()];
    await sweeping.upload(badUpload);
    await sweeping.render(badRendition, 'v1');
    const { expectDone } = await everything();
    const bad = await sweeping.unheard();
    sweeping.services.clock.advance(16 * minute);
    const { originals, renditions } = sweeping.services.own;
    const unless = (ids: string[], text: string) => (ids.some((id) => text.includes(id)) ? out() : undefined);
    const broken: Partial<Services> = {
      ...exchanged('originals', 'removeAll', async (prefix) => unless([badUpload], prefix) ?? originals.removeAll(prefix)),
      ...exchanged('renditions', 'removeAll', async (prefix) => unless([badRendition], prefix) ?? renditions.removeAll(prefix)),
      ...exchanged(
        'uploads',
        'announce',
        async (upload) => unless([bad.id], upload.id) ?? sweeping.services.own.uploads.announce(upload),
      ),
    };

    await expect(sweeping.sweep(broken)).rejects.toMatchObject({
      message: expect.stringContaining('Errors of this sweep: 3.'),
      errors: [bad.id, badUpload, badRendition].map((id) =>
        expect.objectContaining({ message: expect.stringMatching(new RegExp(`${id}.*The service is unavailable`)) }),
      ),
    });

    await expectDone();
    expect(sweeping.services.log.entries).toContainEqual({
      level: 'info',
      message: 'uploads swept',
      detail: {
        pendingLooked: 3,
        requeued: 1,
        abandoned: 1,
        givenUp: 0,
        originalsLooked: 4,
        originalsRemoved: 1,
        renditionsLooked: 2 * sizeNames.length,
        renditionsRemoved: 1,
        foreign: 0,
        faults: 3,
      },
    });
  });
});

describe('a sweep whose time budget is used up', () => {
  it('begins nothing new, and the next ones continue where it stopped', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 8; count += 1) {
      const id = uuidv7();
      await sweeping.upload(id);
      ids.push(id);
    }
    sweeping.services.clock.advance(48 * hour);
    const { images } = sweeping.services.own;
    // A minute for each of them, and two and a half for all.
    const slow = exchanged('images', 'find', async (...key) => {
      sweeping.services.clock.advance(minute);
      return images.find(...key);
    });

    const removed: number[] = [];
    for (let turn = 0; turn < 4; turn += 1) removed.push((await sweeping.sweep(slow)).originalsRemoved);

    expect(removed).toEqual([3, 3, 2, 0]);
    for (const id of ids) expect(await sweeping.hasOriginal(id)).toBe(false);
  });

  it('leaves the remaining PENDING images to the next ones', async () => {
    for (let count = 0; count < 5; count += 1) await sweeping.unheard();
    sweeping.services.clock.advance(hour);
    const { originals } = sweeping.services.own;
    const slow = exchanged('originals', 'stat', async (key) => {
      sweeping.services.clock.advance(minute);
      return originals.stat(key);
    });
    const requeued: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) requeued.push((await sweeping.sweep(slow)).requeued);
    expect(requeued).toEqual([3, 2, 0]);
    expect(new Set(sweeping.announced.map(({ id }) => id)).size).toBe(5);
  });
});

describe('with a real database and real files', () => {
  let services: TestServices;
  beforeAll(async () => {
    services = await openTestServices();
  });
  afterAll(() => services.close());

  it('handles all cases', async () => {
    // Because the files have the system's time.
    services.clock.advance(Date.now() - services.clock.now().getTime());
    sweeping = openSweeping(services);
    const never = await createRecord(services, owner);
    const { id: lost, version } = await sweeping.unheard(await jpeg);
    const forgotten = uuidv7();
    await sweeping.upload(forgotten);
    await sweeping.render(forgotten, 'v1');
    await sweeping.render(lost, 'other');
    // More than the one-day grace period of a rendition after a change of its record. The files are written a moment later.
    services.clock.advance(24 * hour + minute);

    expect(await sweeping.sweep()).toEqual({
      pendingLooked: 2,
      requeued: 1,
      abandoned: 1,
      givenUp: 0,
      originalsLooked: 2,
      originalsRemoved: 1,
      renditionsLooked: 2 * sizeNames.length,
      renditionsRemoved: 1,
      foreign: 0,
      faults: 0,
    });

    expect(await sweeping.find(never)).toMatchObject({ status: 'FAILED', rejection: notUploaded });
    expect(await sweeping.hasOriginal(forgotten)).toBe(false);
    expect(await sweeping.rendered(forgotten, ['v1'])).toEqual([]);
    await resizeAnnounced();
    services.clock.advance(24 * hour + minute);
    expect(await sweeping.sweep()).toMatchObject({ pendingLooked: 0, originalsRemoved: 0, renditionsRemoved: 1 });
    expect(await sweeping.find(lost)).toMatchObject({ status: 'READY', upload: { version } });
    expect(await sweeping.rendered(lost, [version, 'other'])).toEqual([version]);
  });
});
