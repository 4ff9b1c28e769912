import { shortName } from '../../lambda/names';
import { photo } from '../../lib/testing/images/photo';
import { openTestApi, type TestApi } from '../support/api';
import { imageIn, pageIn, problemIn } from '../support/json';
import { createRecord } from '../support/upload';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const list = (query = '', as = 'alice') => api.request(`/images${query}`, { as });

describe('GET /images', () => {
  it('lists each image once, newest first, with any page size', async () => {
    const ids: string[] = [];
    for (let count = 0; count < 20; count += 1) ids.unshift(await createRecord(api, 'walker'));

    for (const limit of [1, 7, 20, 100]) {
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await pageIn(list(`?limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`, 'walker'));
        expect(page.items.length).toBeLessThanOrEqual(limit);
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor);
      expect(seen).toEqual(ids);
    }
  });

  it('returns 20 images by default, and no cursor on the last page', async () => {
    await Promise.all(Array.from({ length: 20 }, () => createRecord(api, 'twenty')));
    const full = await pageIn(list('', 'twenty'));
    expect(full.items).toHaveLength(20);
    expect(full).not.toHaveProperty('nextCursor');

    await createRecord(api, 'twenty');
    const more = await pageIn(list('', 'twenty'));
    expect(more.items).toHaveLength(20);
    expect(more.nextCursor).toBe(more.items[19]?.id);
  });

  it('returns the same objects as GET /images/{id}', async () => {
    const id = await api.has('alice', await photo());
    const { items } = await pageIn(list());
    expect(items[0]).toEqual(await imageIn(api.request(`/images/${id}`, { as: 'alice' })));
  });

  it('returns no images of other owners, even with their cursor', async () => {
    const ids = [await createRecord(api, 'carol'), await createRecord(api, 'carol')];

    expect(await pageIn(list('', 'mallory'))).toEqual({ items: [] });
    expect(await pageIn(list(`?cursor=${ids[1]}`, 'mallory'))).toEqual({ items: [] });
  });

  it.each(['0', '101', '-1', '1.5', 'ten', '1e1', '', '99999999999999999999'])('rejects a limit of %j', async (limit) => {
    const answer = await list(`?limit=${limit}`);

    expect(answer.status).toBe(400);
    expect((await problemIn(answer)).errors).toEqual([
      {
        in: 'query',
        field: 'limit',
        value: limit,
        allowed: 'an integer from 1 to 100',
      },
    ]);
  });

  it.each(['x', '', '01a2044d-859e-4131-b380-dc81b2856f42', '%00', encodeURIComponent('{"owner":"bob"}')])(
    'rejects a cursor that is not an id: %s',
    async (cursor) => {
      const answer = await list(`?cursor=${cursor}`);

      expect(answer.status).toBe(400);
      expect((await problemIn(answer)).errors).toMatchObject([{ in: 'query', field: 'cursor' }]);
    },
  );

  it.each(['cursor=caf%E9', 'limit=1&cursor=%C3', 'cursor=%ED%A0%80', 'limit=10%', 'other=%FF', '%E9=1'])(
    'rejects a query that is not UTF-8: %s',
    async (query) => {
      const answer = await list(`?${query}`);
      expect(answer.status).toBe(400);
      expect(await problemIn(answer)).toEqual({
        type: `urn:problem-type:${shortName}:invalid-encoding`,
        title: 'The request is not UTF-8',
        status: 400,
        detail: expect.stringMatching(/^The query has a "%" that does not begin a UTF-8 character\./),
      });
    },
  );

  it('accepts UTF-8 in an unknown parameter', async () => {
    expect((await list('?other=caf%C3%A9+100%25')).status).toBe(200);
  });
});
