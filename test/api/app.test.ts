import * as z from 'zod/mini';
import { createApp } from '../../lambda/api/app';
import { type Endpoint, endpoint, json, publicEndpoint } from '../../lambda/api/endpoint';
import { type EndpointRow, endpoints } from '../../lambda/api/endpoints';
import { shortName } from '../../lambda/names';
import { TestLog } from '../../lib/testing/test-log';
import { openTestApi, type TestApi } from '../support/api';
import { problemIn } from '../support/json';

let api: TestApi;
beforeAll(async () => {
  api = await openTestApi();
});
afterAll(() => api.close());

const row: EndpointRow = { name: 'probe', method: 'GET', path: '/probe', access: 'owner', may: [], summary: '' };

/** An app with one endpoint, for a caller that the host identifies as `owner`. */
function appOf(probe: Endpoint, owner: string | undefined = 'alice') {
  const log = new TestLog();
  const services = { ...api.common, ...api.own, log };
  return { app: createApp([{ row, endpoint: probe, services }], () => owner), log };
}

const throwing = (error: unknown) =>
  endpoint({
    answer: json((z) => z.object({})),
    run: () => Promise.reject(error),
  });

describe('the app', () => {
  it.each([
    ['an error', new Error('arn:aws:dynamodb:secret')],
    ['a thrown value that is not an error', 'arn:aws:dynamodb:secret'],
  ])('responds with 500 to %s, logs the details and hides them from the client', async (_, thrown) => {
    const { app, log } = appOf(throwing(thrown));

    const answer = await app.request('/probe');

    expect(answer.status).toBe(500);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const text = await answer.text();
    expect(text).not.toMatch(/secret|Error|\.ts|at /);
    expect(log.entries.map(({ level, message }) => [level, message])).toEqual([
      ['error', 'probe failed'],
      ['info', 'request answered'],
    ]);
    expect(log.entries[0]?.facts).toEqual({ owner: 'alice' });
    const logged = log.entries[0]?.detail as Error;
    expect(logged.cause ?? logged).toEqual(thrown);
  });

  it('rejects a request without a verified token', async () => {
    const app = createApp([{ row, endpoint: throwing('never'), services: { ...api.common, ...api.own } }], () => undefined);
    const answer = await app.request('/probe');
    expect(answer.status).toBe(401);
    expect(await problemIn(answer)).toMatchObject({ type: `urn:problem-type:${shortName}:unauthorized` });
  });

  it.each(['/images', '/images/01a2044d-859e-7131-b380-dc81b2856f42'])(
    'rejects an owner that cannot be part of a key: %s',
    async (path) => {
      const answer = await api.request(path, { as: 'x'.repeat(3000) });
      expect(answer.status).toBe(403);
      expect(await problemIn(answer)).toMatchObject({ type: `urn:problem-type:${shortName}:owner-unusable` });
    },
  );

  it('does not start with an endpoint that is public in its file but not in its row', () => {
    const open = publicEndpoint({ answer: json((z) => z.object({})), run: async () => ({}) });
    expect(() => appOf(open)).toThrow('probe is public in its file but owner in its row.');
  });

  // part: signed
  it('does not start with a signed endpoint that checks no signature', () => {
    const signed: EndpointRow = { ...row, method: 'POST', access: 'signed', secret: 'partner' };
    const unchecked: Endpoint = { ...throwing('never'), access: 'signed' };
    const services = { ...api.common, ...api.own };
    expect(() => createApp([{ row: signed, endpoint: unchecked, services }], () => undefined)).toThrow(
      'probe checks no signature. Create it with signedEndpoint.',
    );
  });

  it('does not start with an endpoint that takes a body by GET', () => {
    const withBody = endpoint({ body: z.object({}), run: async () => undefined });
    expect(() => appOf(withBody)).toThrow('probe takes a body in its file but is GET in its row.');
  });
});

describe('the table of endpoints', () => {
  it('has no two rows with the same name, or with the same method and path', () => {
    const routes = endpoints.map(({ method, path }) => `${method} ${path}`);
    expect(new Set(routes).size).toBe(endpoints.length);
    expect(new Set(endpoints.map(({ name }) => name)).size).toBe(endpoints.length);
  });
});

describe('GET /health', () => {
  it('responds to everyone, with the version', async () => {
    const answer = await api.request('/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ status: 'ok', version: api.common.version });
  });
});
