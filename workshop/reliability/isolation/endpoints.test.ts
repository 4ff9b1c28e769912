import { uuidv7 } from 'uuidv7';
import { type EndpointRow, endpoints } from '../../../lambda/api/endpoints';
import { fault } from '../../../lambda/core/rejection';
import { photo } from '../../../lib/testing/images/photo';
import { openTestApi, type TestApi } from '../../../test/support/api';
import { pageIn } from '../../../test/support/json';
import { createRecord } from '../../../test/support/upload';

const owner = 'alice';

let api: TestApi;
/** One image of the owner in each state. */
let images: Record<'pending' | 'ready' | 'failed' | 'retryable', string>;

beforeAll(async () => {
  api = await openTestApi();
  const retryable = await createRecord(api, owner);
  const processing = { ms: 1, queuedMs: 1, memoryMb: 1769, coldStart: false, attempts: 5 };
  const outcome = { status: 'FAILED', rejection: fault, processing } as const;
  await api.own.images.settle({ owner, id: retryable }, { version: 'v' }, outcome, api.clock.now());
  images = {
    pending: await createRecord(api, owner),
    ready: await api.has(owner, await photo({ width: 40, height: 30 })),
    failed: await api.has(owner, Buffer.from('no image')),
    retryable,
  };
});

afterAll(() => api.close());

/** Returns everything that is stored for an owner, and all announced uploads. */
async function keptOf(name: string) {
  const { images: records } = await api.own.images.list(name, { limit: 100 });
  const stored = await api.own.counters.read({ owner: name, name: 'storedImages' });
  return { records, stored, announced: [...api.announced] };
}

/** Returns the parts of a response that could reveal something. */
async function revealed(answer: Response, id: string) {
  return { status: answer.status, headers: [...answer.headers], body: (await answer.text()).replaceAll(id, '{id}') };
}

/** Valid bodies of the endpoints that require one, by their names. */
const bodies: Readonly<Record<string, object>> = {};

function ask({ name, method, path }: EndpointRow, id: string, as: string): Promise<Response> {
  const body = bodies[name];
  const sent = body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  return api.request(path.replace('{id}', id), { method, as, ...sent });
}

const rows: readonly EndpointRow[] = endpoints;
const ofOneImage = rows.filter(({ access, path }) => access === 'owner' && path.includes('{id}'));

test('finds endpoints of one image', () => {
  expect(ofOneImage.map(({ name }) => name)).toEqual(expect.arrayContaining(['get-image', 'delete-image', 'retry-image']));
});

describe.each(ofOneImage)('$name', (row) => {
  test('answers another user as if the image did not exist, and does not change it', async () => {
    const before = [await keptOf(owner), await keptOf('bob')];
    const never = uuidv7();
    const asForNone = await revealed(await ask(row, never, 'bob'), never);
    for (const id of Object.values(images)) {
      expect(await revealed(await ask(row, id, 'bob'), id)).toEqual(asForNone);
    }
    expect([await keptOf(owner), await keptOf('bob')]).toEqual(before);
    const invalid =
      asForNone.status === 400 && `add a valid body of ${row.name} to bodies in workshop/reliability/isolation/endpoints.test.ts`;
    expect(invalid).toBe(false);
  });

  test.each([
    'Alice',
    'alice ',
    ' alice',
    'alic',
    'alicea',
    'alice/',
    'alice\0',
    'bob/../alice',
    'uploads/alice',
    '%61lice',
    'álice',
    '*',
  ])('treats %j as another owner', async (stranger) => {
    const before = await keptOf(owner);
    const never = uuidv7();
    const asForNone = await revealed(await ask(row, never, stranger), never);
    expect(await revealed(await ask(row, images.ready, stranger), images.ready)).toEqual(asForNone);
    expect(await keptOf(owner)).toEqual(before);
  });
});

test.each(rows.filter(({ access }) => access === 'owner'))(
  '$name rejects owners with the reserved names of counters and markers',
  async (row) => {
    for (const name of ['QUOTA#alice', 'SWEEP#alice', 'QUOTA#']) {
      expect((await ask(row, images.ready, name)).status).toBe(403);
    }
  },
);

describe('GET /images', () => {
  beforeAll(async () => {
    for (let count = 0; count < 3; count += 1) await createRecord(api, 'bob');
  });

  const page = async (query: string, as: string) => pageIn(api.request(`/images${query}`, { as }));

  /** An unused id with the same time. */
  const neighborOf = (id: string) => id.slice(0, -1) + ((Number.parseInt(id.slice(-1), 16) + 1) % 16).toString(16);

  test('lists each image of its owner once, and no image of another owner', async () => {
    for (const [name, count] of [
      [owner, 4],
      ['bob', 3],
      ['carol', 0],
    ] as const) {
      const ids: string[] = [];
      for (let query = '?limit=1'; query; ) {
        const { items, nextCursor } = await page(query, name);
        ids.push(...items.map(({ id }) => id));
        query = nextCursor ? `?limit=1&cursor=${nextCursor}` : '';
      }
      expect(new Set(ids).size).toBe(count);
      for (const id of ids) expect(Object.values(images).includes(id)).toBe(name === owner);
    }
  });

  test('reveals no more with the id of another owner as a cursor than with an unknown id', async () => {
    for (const id of Object.values(images)) {
      for (const limit of [1, 2, 100]) {
        const answer = await page(`?limit=${limit}&cursor=${id}`, 'bob');
        expect(answer).toEqual(await page(`?limit=${limit}&cursor=${neighborOf(id)}`, 'bob'));
      }
    }
  });

  test.each(['owner=alice', 'sub=alice', 'owner[]=alice', 'cursor=uploads/alice', 'cursor=alice', 'limit=1&owner=alice'])(
    'does not accept another owner in %s',
    async (query) => {
      const answer = await api.request(`/images?${query}`, { as: 'bob' });
      const text = await answer.text();
      for (const id of Object.values(images)) expect(text).not.toContain(id);
    },
  );
});

test('ids cannot be guessed from other ids', () => {
  const ids = Array.from({ length: 2000 }, () => uuidv7());
  expect(new Set(ids).size).toBe(ids.length);
  // A UUIDv7 begins with 48 bits of the time. Its last 32 bits are random.
  const ends = ids.map((id) => BigInt(`0x${id.slice(-8)}`));
  for (let bit = 0n; bit < 32n; bit += 1n) {
    const set = ends.filter((end) => (end >> bit) & 1n).length;
    // With 2,000 fair coins, the probability of less than 850 heads is 1 in 10 ** 11.
    expect(Math.abs(set - 1000)).toBeLessThan(150);
  }
});
