// The client with a server that is busy or failing.
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ImageClient, type ImageClientOptions } from '../../client/image-client';

interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Duration of the response, in milliseconds. */
  readonly afterMs?: number;
}

const busy: Answer = { status: 503, body: { message: 'Service Unavailable' } };
const throttled: Answer = { status: 429, body: { message: 'Too Many Requests' } };
const broken: Answer = { status: 500, body: { message: 'Internal Server Error' } };
const slowDown: Answer = {
  status: 503,
  body: '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};
const page: Answer = { status: 200, body: { items: [] } };

let server: Server;
let url: string;
/** Responses by method and path. The last one is repeated. */
let answers: Record<string, Answer[]>;
let asked: string[];
let times: number[];

beforeEach(async () => {
  asked = [];
  times = [];
  server = createServer(async (request, response) => {
    const call = `${request.method} ${new URL(request.url ?? '', 'http://localhost').pathname}`;
    asked.push(call);
    times.push(performance.now());
    await readAll(request);
    const queue = answers[call] ?? [];
    const { status, body = {}, headers = {}, afterMs = 0 } = (queue.length > 1 ? queue.shift() : queue[0]) ?? { status: 404 };
    await new Promise((resolve) => setTimeout(resolve, afterMs));
    response.writeHead(status, { connection: 'close', ...headers });
    response.end(status === 204 ? undefined : typeof body === 'string' ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  answers = {
    'GET /images': [page],
    'DELETE /images/a': [{ status: 204 }],
    'POST /images': [{ status: 201, body: { id: 'a', upload: { url: `${url}/s3`, fields: { key: 'a' } } } }],
    'POST /images/a/retry': [{ status: 202, body: { id: 'a' } }],
    'POST /s3': [{ status: 204 }],
  };
});
afterEach(() => server.close());

async function readAll(request: IncomingMessage): Promise<void> {
  for await (const _ of request);
}

/** The default limits, in less time. */
const client = (options: Partial<ImageClientOptions> = {}) => new ImageClient(url, { retries: { firstMs: 20 }, ...options });
const file = new Blob(['bytes'], { type: 'image/png' });
const counted = (call: string) => asked.filter((each) => each === call).length;
const before = (call: string, ...first: Answer[]) => {
  answers[call] = [...first, ...(answers[call] ?? [])];
};

test.each([
  ['429 of API Gateway', throttled],
  ['503 of API Gateway', busy],
])('retries after %s, for every call', async (_, answer) => {
  for (const call of ['GET /images', 'DELETE /images/a', 'POST /images', 'POST /images/a/retry']) before(call, answer, answer);
  await client().list();
  await client().remove('a');
  await client().retry('a');
  expect(await client().upload(file, 'a.png')).toBe('a');
  expect([counted('GET /images'), counted('DELETE /images/a'), counted('POST /images'), counted('POST /images/a/retry')]).toEqual([
    3, 3, 3, 3,
  ]);
});

test('sends the file again with the same form when S3 asks to slow down', async () => {
  before('POST /s3', slowDown, { ...slowDown, status: 500 });
  expect(await client().upload(file, 'a.png')).toBe('a');
  expect(asked).toEqual(['POST /images', 'POST /s3', 'POST /s3', 'POST /s3']);
});

test.each([500, 502, 504])('retries after %d only if the call is idempotent', async (status) => {
  for (const call of ['GET /images', 'DELETE /images/a', 'POST /images', 'POST /images/a/retry'])
    before(call, { ...broken, status });
  await client().list();
  await client().remove('a');
  await expect(client().upload(file, 'a.png')).rejects.toMatchObject({ status });
  await expect(client().retry('a')).rejects.toMatchObject({ status });
  expect(asked).toEqual([
    'GET /images',
    'GET /images',
    'DELETE /images/a',
    'DELETE /images/a',
    'POST /images',
    'POST /images/a/retry',
  ]);
});

test('does not create a second image after a 503 that came too late to be a rejection', async () => {
  before('POST /images', { ...busy, afterMs: 5200 });
  await expect(client().upload(file, 'a.png')).rejects.toMatchObject({ status: 503 });
  expect(asked).toEqual(['POST /images']);
});

test('stops after the maximum number of attempts, with the last response', async () => {
  answers['GET /images'] = [busy];
  answers['DELETE /images/a'] = [broken];
  await expect(client({ retries: { firstMs: 1 } }).list()).rejects.toMatchObject({ status: 503, message: 'Service Unavailable' });
  await expect(client({ retries: { firstMs: 1 } }).remove('a')).rejects.toMatchObject({ status: 500 });
  expect([counted('GET /images'), counted('DELETE /images/a')]).toEqual([7, 3]);
});

test('waits longer before each attempt, for a random time', async () => {
  answers['GET /images'] = [busy];
  const timer = jest.spyOn(globalThis, 'setTimeout');
  const waitsOf = async () => {
    timer.mockClear();
    times = [];
    await client({ retries: { firstMs: 100, busyTries: 4 } })
      .list()
      .catch(() => undefined);
    times.slice(1).forEach((time, index) => {
      expect(time - (times[index] ?? 0)).toBeGreaterThanOrEqual(50 * 2 ** index - 2);
    });
    // Those of this client: fetch has timers too.
    return timer.mock.calls.flatMap(([, ms]) => (ms && !Number.isInteger(ms) ? [ms] : []));
  };
  const [first, second] = [await waitsOf(), await waitsOf()];
  timer.mockRestore();
  for (const waits of [first, second]) {
    expect(waits).toHaveLength(3);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThanOrEqual(50 * 2 ** index);
      expect(wait).toBeLessThan(100 * 2 ** index);
    });
  }
  expect(first).not.toEqual(second);
});

test('waits for a short Retry-After', async () => {
  before('GET /images', { ...throttled, headers: { 'retry-after': '1' } });
  await client().list();
  expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(1000);

  const inTwoSeconds = new Date(Date.now() + 2000).toUTCString();
  before('GET /images', { ...busy, headers: { 'retry-after': inTwoSeconds } });
  const startedAt = Date.now();
  await client().list();
  expect(Date.now() - startedAt).toBeGreaterThan(900);
});

test.each([
  ['hours', { ...throttled, headers: { 'retry-after': '7200' } }],
  ['a permanent quota', { status: 429, body: { detail: 'As many as are allowed.', limit: { name: 'storedImages', allowed: 5 } } }],
  [
    'a quota until midnight',
    {
      status: 429,
      headers: { 'retry-after': '60' },
      body: { detail: 'As many as are allowed.', limit: { name: 'uploadsPerDay', allowed: 5 } },
    },
  ],
])('does not wait for %s', async (_, answer) => {
  answers['POST /images'] = [answer];
  await expect(client().upload(file, 'a.png')).rejects.toMatchObject({ status: 429 });
  expect(asked).toEqual(['POST /images']);
});

test.each([400, 401, 403, 404, 409, 413, 507])('does not retry a call after %d', async (status) => {
  answers['GET /images'] = [{ status }];
  await expect(client().list()).rejects.toMatchObject({ status });
  expect(asked).toHaveLength(1);
});

test('stops waiting when the upload is canceled, and sends nothing more', async () => {
  for (const call of ['POST /images', 'POST /s3']) {
    asked = [];
    before(call, busy, busy, busy);
    const canceled = new AbortController();
    const upload = client({ retries: { firstMs: 60_000, longestMs: 60_000 } }).upload(file, 'a.png', { signal: canceled.signal });
    const failure = expect(upload).rejects.toThrow('aborted');
    while (counted(call) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const startedAt = performance.now();
    canceled.abort();
    await failure;
    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect(counted(call)).toBe(1);
    answers[call] = [answers[call]?.at(-1) as Answer];
  }
});

test('requests a token for each attempt', async () => {
  const tokens: string[] = [];
  before('GET /images', busy, busy);
  await client({ token: async () => `token-${tokens.push('given')}` }).list();
  expect(tokens).toHaveLength(3);
});
