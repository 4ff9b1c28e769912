import { type ApiError, answerError } from '../../client/api-error';
import { ImageClient } from '../../client/image-client'; // part: platforms
import { photo } from '../../lib/testing/images/photo';
import { startLocal } from '../support/local';

const answer = (status: number, body: string) => answerError(new Response(body, { status }));

test('an error contains the message of the response', async () => {
  const limit = { name: 'storedImages', allowed: 10 };
  const problem = JSON.stringify({ title: 'Too many', detail: 'You have as many as are allowed.', limit });
  expect(await answer(429, problem)).toMatchObject({ status: 429, message: 'You have as many as are allowed.', limit });
  expect(await answer(401, '{"message":"Unauthorized"}')).toMatchObject({ status: 401, message: 'Unauthorized' });
  expect(await answer(400, '<Error><Message>Your upload is too large.</Message></Error>')).toMatchObject({
    message: 'Your upload is too large.',
  });
  for (const body of ['', 'null', '<html>Bad Gateway</html>']) {
    expect(await answer(502, body)).toMatchObject({ status: 502, message: 'The server responded with status 502.' });
  }
});

test('uploads, lists by pages and deletes', async () => {
  const { url, alice } = await startLocal();
  const client = alice.client(`${url}/api`);
  const file = new Blob([new Uint8Array(await photo({ width: 30, height: 20 }))], { type: 'image/jpeg' });
  const started: string[] = [];
  const ids = [];
  for (const name of ['one.jpg', 'two.jpg', 'three.jpg']) {
    ids.push(await client.upload(file, name, { onStarted: (id) => started.push(id) }));
  }
  expect(started).toEqual(ids);
  await Promise.all(ids.map((id) => client.settled(id)));

  const { items, nextCursor } = await client.list({ limit: 2 });
  expect(items.map(({ name, status, original }) => [name, status, original?.width])).toEqual([
    ['three.jpg', 'READY', 30],
    ['two.jpg', 'READY', 30],
  ]);
  expect((await client.list({ cursor: nextCursor })).items.map(({ name }) => name)).toEqual(['one.jpg']);

  await client.remove(ids[0] as string);
  await expect(client.get(ids[0] as string)).rejects.toMatchObject({ status: 404 } satisfies Partial<ApiError>);
  await expect(client.retry(ids[1] as string)).rejects.toMatchObject({ status: 409, message: expect.stringContaining('READY') });
});

test('does not send an upload that was canceled before, and reports the image that it created', async () => {
  const { url, alice } = await startLocal();
  const client = alice.client(url);
  const ended = new AbortController();
  const upload = client.upload(new Blob(['bytes'], { type: 'image/png' }), 'a.png', {
    signal: ended.signal,
    onStarted: () => ended.abort(),
  });
  await expect(upload).rejects.toThrow('aborted');
  const { items } = await client.list();
  expect(items.map(({ status }) => status)).toEqual(['PENDING']);
});

// part: platforms
test('sends the file by what its user gives, which may report the progress', async () => {
  const put = { 'content-type': 'image/png' };
  const started = { id: 'the-id', status: 'PENDING', upload: { url: 'https://store/key', fields: {}, put, maxBytes: 5 } };
  const sent: unknown[] = [];
  const client = new ImageClient('https://api', {
    fetch: async () => Response.json(started, { status: 201 }),
    sendFile: async (...args) => void sent.push(args),
  });
  const file = new Blob(['bytes'], { type: 'image/png' });
  const [onProgress, { signal }] = [jest.fn(), new AbortController()];
  await client.upload(file, 'a.png', { onProgress, signal });
  expect(sent).toEqual([['https://store/key', put, file, { onProgress, signal }]]);
});

// part: platforms
test('sends the file itself to a store without forms', async () => {
  const requests: { url: string; init?: RequestInit }[] = [];
  const put = { 'content-type': 'image/png' };
  const answers = [
    Response.json(
      { id: 'the-id', status: 'PENDING', upload: { url: 'https://store/key', fields: {}, put, maxBytes: 5 } },
      { status: 201 },
    ),
    new Response(null, { status: 503 }),
    new Response(null, { status: 200 }),
  ];
  const ask = async (url: unknown, init?: RequestInit) => {
    requests.push({ url: `${url}`, init });
    return answers.shift() ?? Response.error();
  };
  const client = new ImageClient('https://api', { fetch: ask, retries: { firstMs: 1, longestMs: 1 } });
  const file = new Blob(['bytes'], { type: 'image/png' });
  expect(await client.upload(file, 'a.png')).toBe('the-id');

  const [, failed, repeated] = requests;
  expect(JSON.parse(`${requests[0]?.init?.body}`)).toMatchObject({ contentType: 'image/png', bytes: 5 });
  expect(failed).toEqual(repeated);
  expect(repeated).toEqual({ url: 'https://store/key', init: { method: 'PUT', headers: put, body: file, signal: undefined } });
});
