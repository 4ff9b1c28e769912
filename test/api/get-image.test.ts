import { sizeNames } from '../../lambda/core/sizes';
import { shortName } from '../../lambda/names';
import { photo } from '../../lib/testing/images/photo';
import { sidesOf } from '../../lib/testing/sizes';
import { openTestApi, type TestApi } from '../support/api';
import { imageIn, problemIn } from '../support/json';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const get = (id: string, as = 'alice') => api.request(`/images/${id}`, { as });

describe('GET /images/{id}', () => {
  it('returns every size of a READY image, its original and the cost of processing', async () => {
    const id = await api.has('alice', await photo({ width: 900, height: 600 }));

    const answer = await get(id);

    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const image = await imageIn(answer);
    expect(image).toMatchObject({
      id,
      status: 'READY',
      original: { width: 900, height: 600, format: 'jpeg' },
      sizes: sidesOf(900, 600),
      processing: { queuedMs: 2000, memoryMb: 1769, coldStart: true, attempts: 1 },
    });
    for (const size of sizeNames) {
      const shown = image.sizes?.[size];
      const key = decodeURIComponent(new URL(shown?.url ?? '').pathname.replace('/s3/renditions/', ''));
      expect(await api.own.renditions.stat(key)).toMatchObject({ bytes: shown?.bytes, contentType: 'image/webp' });
    }
  });

  it('returns the same URLs for a quarter of an hour, so that browsers can cache them', async () => {
    const id = await api.has('alice', await photo());
    const urls = async () => Object.values((await imageIn(get(id))).sizes ?? {}).map(({ url }) => url);

    const first = await urls();
    api.clock.advance(14 * 60 * 1000);
    expect(await urls()).toEqual(first);
    api.clock.advance(60 * 1000);
    const later = await urls();
    expect(later.filter((url) => first.includes(url))).toEqual([]);
  });

  it('returns why an image FAILED, and whether it can be retried', async () => {
    const id = await api.has('alice', Buffer.from([0, 1, 2, 3, 255, 254]));

    expect(await imageIn(get(id))).toMatchObject({
      status: 'FAILED',
      reason: 'The file is not an image in a known format. Use JPEG, PNG or WebP.',
      retryable: false,
    });
  });

  it("responds equally for another owner's image and an unknown id", async () => {
    const id = await api.has('alice', await photo());

    const hers = await get(id, 'bob');
    const nobodys = await get('01a2044d-859e-7131-b380-dc81b2856f42', 'bob');

    expect(hers.status).toBe(404);
    expect(nobodys.status).toBe(404);
    const shape = async (answer: Response) => JSON.stringify(await problemIn(answer)).replaceAll(/[0-9a-f-]{36}/g, 'ID');
    expect(await shape(hers)).toBe(await shape(nobodys));
    expect([...hers.headers]).toEqual([...nobodys.headers]);
  });

  it.each([
    '1',
    'x'.repeat(2000),
    '01a2044d-859e-4131-b380-dc81b2856f42',
    '01A2044D-859E-7131-B380-DC81B2856F42',
    '%00',
    '..%2f..%2fhealth',
    '%F0%9F%98%80',
  ])('rejects an id that is not a UUIDv7: %.40s', async (id) => {
    const answer = await get(id);

    expect(answer.status).toBe(400);
    expect((await problemIn(answer)).errors).toEqual([
      { in: 'path', field: 'id', value: expect.any(String), allowed: 'the id of an image, a lowercase UUIDv7' },
    ]);
  });

  it.each(['%E9', 'caf%C3', '%', '%zz'])('rejects a path that is not UTF-8: %s', async (id) => {
    const answer = await get(id);
    expect(answer.status).toBe(400);
    expect(await problemIn(answer)).toEqual({
      type: `urn:problem-type:${shortName}:invalid-encoding`,
      title: 'The request is not UTF-8',
      status: 400,
      detail: expect.stringMatching(/^The path has a "%" that does not begin a UTF-8 character\./),
    });
  });

  it('never returns keys, owners, sequencers or versions', async () => {
    const id = await api.has('alice', await photo());
    const { sizes, ...image } = await imageIn(get(id));

    expect(Object.keys(image).sort()).toEqual(['createdAt', 'id', 'original', 'processing', 'status', 'updatedAt']);
    for (const size of Object.values(sizes ?? {}))
      expect(Object.keys(size as object).sort()).toEqual(['bytes', 'format', 'height', 'url', 'width']);
  });
});
