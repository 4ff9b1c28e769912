import { uuidv7 } from 'uuidv7';
import { photo } from '../../lib/testing/images/photo';
import { openTestApi, type TestApi } from '../support/api';
import { problemIn } from '../support/json';
import { createRecord } from '../support/upload';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const remove = (id: string, as = 'alice') => api.request(`/images/${id}`, { as, method: 'DELETE' });

const statusOf = async (id: string, as = 'alice') => (await api.request(`/images/${id}`, { as })).status;

describe('DELETE /images/{id}', () => {
  it('responds with 204 without a body, and the image no longer exists', async () => {
    const id = await api.has('alice', await photo({ width: 40, height: 30 }));
    const answer = await remove(id);

    expect(answer.status).toBe(204);
    expect(await answer.text()).toBe('');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await statusOf(id)).toBe(404);
    expect(await (await api.request('/images', { as: 'alice' })).json()).toEqual({ items: [] });
  });

  it('responds equally for a deleted image, another owner’s image and an unknown id', async () => {
    const others = await createRecord(api, 'bob');
    const removed = await createRecord(api, 'alice');
    await remove(removed);

    const answers = await Promise.all([removed, others, uuidv7()].map((id) => remove(id)));

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(new Set(answers.map(({ headers }) => JSON.stringify([...headers]))).size).toBe(1);
    expect(await statusOf(others, 'bob')).toBe(200);
  });

  it.each(['1', 'ABC', '00000000-0000-4000-8000-000000000000', '%00'])('rejects the invalid id %s', async (id) => {
    const answer = await remove(id);

    expect(answer.status).toBe(400);
    expect(await problemIn(answer)).toMatchObject({
      errors: [{ in: 'path', field: 'id', allowed: 'the id of an image, a lowercase UUIDv7' }],
    });
  });

  // part: quotas
  it('makes room for one other image', async () => {
    const counter = { owner: 'carol', name: 'storedImages' } as const;
    const kept = await createRecord(api, 'carol');
    const id = await createRecord(api, 'carol');
    expect(await api.own.counters.read(counter)).toBe(2);

    await Promise.all([1, 2, 3].map(() => remove(id, 'carol')));

    expect(await api.own.counters.read(counter)).toBe(1);
    expect(await statusOf(kept, 'carol')).toBe(200);
  });
});
