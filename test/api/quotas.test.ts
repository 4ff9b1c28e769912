import { uuidv7 } from 'uuidv7';
import { createImage } from '../../lambda/core/create-image';
import { QuotaExceeded } from '../../lambda/core/quota';
import { defaultImageSettings, type ImageSettings } from '../../lambda/core/settings';
import { shortName } from '../../lambda/names';
import { openTestApi, type TestApi } from '../support/api';
import { problemIn } from '../support/json';
import { createRecord } from '../support/upload';

let api: TestApi;

/** The test exceeds one limit at a time. */
function openWith(limits: Pick<ImageSettings, 'maxUploadsPerDay' | 'maxStoredImages'>): void {
  beforeAll(async () => {
    api = await openTestApi({ settings: { ...defaultImageSettings, ...limits } });
  });
  afterAll(() => api.close());
}

const create = (as: string) => api.request('/images', { as, method: 'POST', body: '{"contentType": "image/png"}' });

const listed = async (owner: string) => (await api.own.images.list(owner, { limit: 100 })).images;

describe('uploads per day', () => {
  openWith({ maxUploadsPerDay: 10, maxStoredImages: 100 });

  it('are limited exactly when 50 requests arrive at once, and a rejected one leaves no record', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create('alice')));

    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 201)).toHaveLength(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(40);
    expect(await listed('alice')).toHaveLength(10);
    expect(await api.own.counters.read({ owner: 'alice', name: 'storedImages' })).toBe(10);
  });

  it('are rejected with the limit’s name and the time until midnight, when it ends', async () => {
    await Promise.all(Array.from({ length: 10 }, () => createRecord(api, 'bob')));
    const answer = await create('bob');

    // The test's clock starts at noon.
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe(`${12 * 60 * 60}`);
    expect(await problemIn(answer)).toMatchObject({
      type: `urn:problem-type:${shortName}:quota-exceeded`,
      detail: expect.stringContaining('10 images today'),
      limit: { name: 'uploadsPerDay', allowed: 10 },
      retryAfterSeconds: 12 * 60 * 60,
    });

    api.clock.advance(12 * 60 * 60 * 1000);
    expect((await create('bob')).status).toBe(201);
  });

  it('count one upload too many when the application crashes between the counter and the record', async () => {
    const ended = {
      ...api.own.images,
      add: () => Promise.reject(new Error('The process crashed.')),
      count: () => Promise.resolve(0),
    };
    const broken = { ...api.common, ...api.own, newId: uuidv7, images: ended };
    await expect(createImage('carol', { contentType: 'image/png' }, broken)).rejects.toThrow('The process crashed.');

    const answers = await Promise.all(Array.from({ length: 10 }, () => create('carol')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(9);
  });

  it('are counted for each owner separately', async () => {
    expect((await create('dave')).status).toBe(201);
  });
});

describe('stored images', () => {
  openWith({ maxUploadsPerDay: 10, maxStoredImages: 15 });

  /** Creates the maximum number of images, which takes two days. */
  async function full(owner: string): Promise<string[]> {
    const ids: string[] = [];
    while (ids.length < 15) {
      if (ids.length === 10) api.clock.advance(24 * 60 * 60 * 1000);
      ids.push(await createRecord(api, owner));
    }
    return ids;
  }

  const remove = (id: string, as: string) => api.request(`/images/${id}`, { as, method: 'DELETE' });

  it('are rejected above the limit, with its name, until one is deleted', async () => {
    const [first = ''] = await full('erin');
    const answer = await create('erin');

    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('60');
    expect(await problemIn(answer)).toMatchObject({ limit: { name: 'storedImages', allowed: 15 } });

    await remove(first, 'erin');
    expect((await create('erin')).status).toBe(201);
  });

  it('are counted again at the limit, so that expired images make room too', async () => {
    const ids = await full('frank');
    // Removes a record without changing the counter: like an expiry in DynamoDB, or like a crash before the counter.
    for (const id of ids.slice(0, 5)) await api.own.images.remove({ owner: 'frank', id });

    // Not while a request may be between the counter and its record.
    expect((await create('frank')).status).toBe(429);
    api.clock.advance(61_000);
    expect((await create('frank')).status).toBe(201);
    expect(await api.own.counters.read({ owner: 'frank', name: 'storedImages' })).toBe(11);
  });

  it('are limited exactly when 50 requests arrive at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => create('heidi')));
    const allowed = answers.filter(({ status }) => status === 201).length;

    // The daily limit is lower.
    expect(allowed).toBe(10);
    expect(await listed('heidi')).toHaveLength(allowed);
    expect(await api.own.counters.read({ owner: 'heidi', name: 'storedImages' })).toBe(allowed);
  });

  it('do not use up the daily limit when they are rejected', async () => {
    await full('grace');
    const today = api.clock.now().toISOString().slice(0, 10);
    const uploads = () => api.own.counters.read({ owner: 'grace', name: 'uploadsPerDay', day: today });
    const before = await uploads();

    await expect(createRecord(api, 'grace')).rejects.toThrow(QuotaExceeded);
    expect(await uploads()).toBe(before);
  });
});
