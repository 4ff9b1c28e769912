import fc from 'fast-check';
import { shortName } from '../../lambda/names';
import { openTestApi, type TestApi } from '../support/api';
import { imageIn, newImageIn, pageIn, problemIn } from '../support/json';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const create = (body: unknown, as = 'alice') =>
  api.request('/images', { as, method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });

describe('POST /images', () => {
  it('responds with 201, the id of a PENDING image and the form that uploads its file', async () => {
    const answer = await create({ contentType: 'image/png', name: 'Größe 🎉.png' });

    expect(answer.status).toBe(201);
    const { id, ...rest } = await newImageIn(answer);
    expect(rest).toEqual({
      status: 'PENDING',
      upload: {
        url: 'http://localhost:1/s3/originals/',
        fields: expect.objectContaining({ key: `uploads/alice/${id}`, 'Content-Type': 'image/png', policy: expect.any(String) }),
        maxBytes: 20 * 1024 * 1024,
        expiresAt: '2026-11-22T12:05:00.000Z',
      },
    });
    const stored = await imageIn(api.request(`/images/${id}`, { as: 'alice' }));
    expect(stored).toEqual({
      id,
      status: 'PENDING',
      name: 'Größe 🎉.png',
      createdAt: '2026-11-22T12:00:00.000Z',
      updatedAt: '2026-11-22T12:00:00.000Z',
    });
  });

  it('restricts key, content type, size and bucket in the policy, and sets the expiry to five minutes', async () => {
    const { id, upload } = await newImageIn(create({ contentType: 'image/webp', bytes: 1234 }));

    const policy = JSON.parse(Buffer.from(upload.fields.policy ?? '', 'base64').toString());

    expect(upload.maxBytes).toBe(1234);
    expect(policy.expiration).toBe(upload.expiresAt);
    expect(policy.conditions).toEqual(
      expect.arrayContaining([
        { bucket: 'originals' },
        { key: `uploads/alice/${id}` },
        { 'Content-Type': 'image/webp' },
        ['content-length-range', 1, 1234],
      ]),
    );
  });

  it('accepts a file of the maximum size, and a name of the maximum length', async () => {
    const body = { contentType: 'image/png', bytes: 20 * 1024 * 1024, name: 'x'.repeat(255) };
    const { id, upload } = await newImageIn(create(body));
    expect(upload.maxBytes).toBe(body.bytes);
    expect(await imageIn(api.request(`/images/${id}`, { as: 'alice' }))).toMatchObject({ name: body.name });
    const least = await newImageIn(create({ contentType: 'image/png', bytes: 1, name: 'x' }));
    expect(least.upload.maxBytes).toBe(1);
  });

  it('takes the owner from the token only', async () => {
    const { upload } = await newImageIn(create({ contentType: 'image/png' }, '../bob/x'));
    expect(upload.fields.key).toMatch(/^uploads\/%2E%2E%2Fbob%2Fx\/[0-9a-f-]{36}$/);

    const refused = await create({ contentType: 'image/png', owner: 'bob' });
    expect(refused.status).toBe(400);
  });

  it.each([
    [
      'an unknown content type',
      { contentType: 'image/gif' },
      { field: 'contentType', value: 'image/gif', allowed: 'image/jpeg, image/png or image/webp' },
    ],
    ['no content type', {}, { field: 'contentType', allowed: 'image/jpeg, image/png or image/webp' }],
    [
      'a content type that is not a string',
      { contentType: ['image/png'] },
      { field: 'contentType', value: '[…]', allowed: 'image/jpeg, image/png or image/webp' },
    ],
    [
      'a name of 256 characters',
      { contentType: 'image/png', name: 'x'.repeat(256) },
      { field: 'name', value: `${'x'.repeat(100)}…`, allowed: 'a string of 1 to 255 characters' },
    ],
    [
      'an empty name',
      { contentType: 'image/png', name: '' },
      { field: 'name', value: '', allowed: 'a string of 1 to 255 characters' },
    ],
    [
      'a name with invalid Unicode',
      '{"contentType":"image/png","name":"\\ud800"}',
      { field: 'name', value: '\\ud800', allowed: 'a string of 1 to 255 characters, in well-formed Unicode' },
    ],
    ['no bytes at all', { contentType: 'image/png', bytes: 0 }, { field: 'bytes', value: 0, allowed: 'an integer from 1' }],
    ['half a byte', { contentType: 'image/png', bytes: 1.5 }, { field: 'bytes', value: 1.5, allowed: 'an integer from 1' }],
    ['bytes as a string', { contentType: 'image/png', bytes: '12' }, { field: 'bytes', value: '12', allowed: 'an integer from 1' }],
    [
      'more bytes than allowed',
      { contentType: 'image/png', bytes: 20971521 },
      { field: 'bytes', value: 20971521, allowed: 'an integer from 1 to 20971520' },
    ],
    ['an unknown field', { contentType: 'image/png', key: 'x' }, { field: 'key', allowed: 'no field with this name' }],
    ['an array as the body', [], { field: '', value: '[…]', allowed: 'a JSON object' }],
    ['null as the body', null, { field: '', value: null, allowed: 'a JSON object' }],
  ])('rejects %s, and names the value received and what is allowed', async (_, body, error) => {
    const answer = await create(body);

    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = await problemIn(answer);
    expect(problem).toMatchObject({
      type: `urn:problem-type:${shortName}:invalid-request`,
      title: 'The request is not valid',
      status: 400,
    });
    expect(problem.errors).toEqual([{ in: 'body', ...error }]);
    expect(problem.detail).toContain(error.allowed);
  });

  it.each<[string, string, unknown, string]>([
    [
      'a number that exceeds the range of JSON parsers',
      '{"bytes": 1e400}',
      'Infinity',
      'received a number that is too large (Infinity)',
    ],
    ['a number below that range', '{"bytes": -1e400}', '-Infinity', 'received a number that is too large (-Infinity)'],
    ['negative zero', '{"bytes": -0}', '-0', 'received -0'],
    ['a string that looks like NaN', '{"bytes": "NaN"}', 'NaN', 'received "NaN"'],
    ['a huge number', '{"bytes": 1e308}', 1e308, 'received 1e+308'],
    ['a list', '{"bytes": [1]}', '[…]', 'bytes: received […]'],
    ['an object', '{"bytes": {"a": {"b": 1}}}', '{…}', 'bytes: received {…}'],
    ['a string that looks like an array', '{"bytes": "[…]"}', '[…]', 'bytes: received "[…]"'],
    ['a string of surrogate pairs', `{"bytes": "x${'🎉'.repeat(60)}"}`, `x${'🎉'.repeat(49)}…`, `received "x${'🎉'.repeat(49)}…"`],
    ['half a surrogate pair', '{"bytes": "\\udc00"}', '\\udc00', 'received "\\udc00"'],
    ['a string that ends with half a surrogate pair', '{"bytes": "a\\ud83c"}', 'a\\ud83c', 'received "a\\ud83c"'],
    ['endless nesting', `{"bytes": ${'['.repeat(50_000)}${']'.repeat(50_000)}}`, '[…]', 'bytes: received […]'],
  ])('quotes %s correctly', async (_, json, value, message) => {
    const answer = await create(json.replace('{', '{"contentType": "image/png", '));
    expect(answer.status).toBe(400);
    const { errors, detail } = await problemIn(answer);
    expect(errors).toEqual([{ in: 'body', field: 'bytes', value, allowed: 'an integer from 1' }]);
    expect(detail).toContain(message);
    expect(detail.isWellFormed()).toBe(true);
  });

  it('names the first of many invalid fields, each truncated, and counts the others', async () => {
    const keys = Array.from({ length: 200_000 }, (_, index) => `k${index}`);
    const body = { contentType: 'image/png', ['🎉'.repeat(5000)]: 1, ...Object.fromEntries(keys.map((key) => [key, 1])) };
    const answer = await create(body);
    const text = await answer.clone().text();
    expect([answer.status, text.length < 10_000]).toEqual([400, true]);
    const { errors = [], detail } = await problemIn(answer);
    expect(errors).toHaveLength(20);
    expect(errors[0]).toEqual({ in: 'body', field: `${'🎉'.repeat(50)}…`, allowed: 'no field with this name' });
    expect(detail).toMatch(/ And 199981 more\.$/);
  });

  it.each([
    [20, 0],
    [21, 1],
  ])('names 20 of %d invalid fields, and counts %d more', async (count, more) => {
    const unknown = Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 1]));
    const { errors, detail } = await problemIn(create({ contentType: 'image/png', ...unknown }));
    expect(errors).toHaveLength(20);
    expect(/And (\d+) more\./.exec(detail)?.[1]).toBe(more === 0 ? undefined : `${more}`);
  });

  it.each([
    ['x'.repeat(100), 'x'.repeat(100)],
    ['x'.repeat(101), `${'x'.repeat(100)}…`],
  ])('quotes 100 characters of a value without truncation: %.0s', async (contentType, value) => {
    expect((await problemIn(create({ contentType }))).errors).toMatchObject([{ field: 'contentType', value }]);
  });

  describe('a body that is not UTF-8', () => {
    const bytes = (...parts: (string | number[])[]) => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
    const send = (body: Uint8Array) => api.request('/images', { as: 'alice', method: 'POST', body: new Uint8Array(body) });

    it.each<[string, Uint8Array]>([
      ['in Latin-1', bytes('{"contentType":"image/jpeg","name":"caf', [0xe9], '.jpg"}')],
      ['in UTF-16, as PowerShell writes it', Buffer.from('\ufeff{"contentType":"image/jpeg"}', 'utf16le')],
      ['with a truncated character', bytes('{"contentType":"image/jpeg","name":"caf', [0xc3], '"}')],
      ['with an overlong encoding', bytes('{"contentType":"image/jpeg","name":"', [0xc0, 0xaf], '"}')],
      ['with half a surrogate pair', bytes('{"contentType":"image/jpeg","name":"', [0xed, 0xa0, 0x80], '"}')],
      ['that is not JSON either', bytes('{"', [0xff])],
    ])('%s is rejected, and creates nothing', async (_, body) => {
      const before = await pageIn(api.request('/images?limit=100', { as: 'alice' }));
      const answer = await send(body);
      expect(answer.status).toBe(400);
      expect(await problemIn(answer)).toEqual({
        type: `urn:problem-type:${shortName}:invalid-encoding`,
        title: 'The request is not UTF-8',
        status: 400,
        detail:
          'The body must be JSON in UTF-8, but it has bytes that are not UTF-8. Save or send it as UTF-8: é is the bytes C3 A9.',
      });
      expect(await pageIn(api.request('/images?limit=100', { as: 'alice' }))).toEqual(before);
    });

    it('may begin with a byte order mark, which is ignored', async () => {
      const { id } = await newImageIn(send(Buffer.from('\ufeff{"contentType":"image/jpeg","name":"café"}')));
      expect(await imageIn(api.request(`/images/${id}`, { as: 'alice' }))).toMatchObject({ name: 'café' });
    });
  });

  it.each(['', '{', 'null,', '[1,', '['.repeat(200_000)])('rejects a body that is not JSON: %.20s', async (body) => {
    const answer = await create(body);

    expect(answer.status).toBe(400);
    expect(await problemIn(answer)).toMatchObject({ type: `urn:problem-type:${shortName}:invalid-json` });
  });

  it('responds to any JSON with 201 or 400', async () => {
    const field = fc.oneof(fc.constantFrom('contentType', 'name', 'bytes', '__proto__', 'constructor'), fc.string());
    const value = fc.oneof(fc.constantFrom('image/png', 'image/jpeg', -1, 1e308, null), fc.jsonValue());
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.dictionary(field, value), fc.jsonValue()), async (body) => {
        const answer = await create(JSON.stringify(body));
        expect([201, 400]).toContain(answer.status);
        if (answer.status === 400) expect((await problemIn(answer)).errors?.length).toBeGreaterThan(0);
      }),
      { numRuns: 200 },
    );
  });
});
