// What rows can say beside JSON for an owner: methods, raw bodies, bytes, redirects and headers, the same in both hosts.
import * as z from 'zod/mini';
import { bytes, type Endpoint, endpoint, json, publicEndpoint, raw, redirect } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { hosts, type ServedHost, serveHost } from '../support/hosts';
import { openMemoryServices } from '../support/memory-services';

const { common, own, log } = openMemoryServices();

const services = { ...common, ...own };

type Row = Omit<Extract<EndpointRow, { access: 'public' | 'owner' }>, 'may' | 'summary' | 'access'>;
const rowOf = (row: Row, access: 'public' | 'owner' = 'public'): EndpointRow => ({ ...row, access, may: [], summary: row.name });

const echo = publicEndpoint({
  params: z.object({ id: z.string() }),
  body: raw,
  answer: bytes('application/octet-stream'),
  answerHeaders: z.object({ 'x-echo': z.string() }),
  run: async ({ body, headers, params }) => ({ value: body, headers: { 'x-echo': `${params.id} ${headers['x-kind']}` } }),
});
const bodyMethods = ['POST', 'PUT', 'PATCH', 'DELETE'] as const;
const otherMethods = ['GET', 'HEAD', 'OPTIONS'] as const;
const named = (value: string) => publicEndpoint({ answer: json((z) => z.string()), run: async () => value });
const latin1 = Uint8Array.from([0xe9, 0x3b, 0xff, 0x0a]);

const operations: { row: EndpointRow; endpoint: Endpoint }[] = [
  ...bodyMethods.map((method) => ({ row: rowOf({ name: `echo-${method}`, method, path: '/echo/{id}' }), endpoint: echo })),
  ...otherMethods.map((method) => ({
    row: rowOf({ name: `named-${method}`, method, path: '/named' }),
    endpoint: named(`answered ${method}`),
  })),
  {
    row: rowOf({ name: 'accepted', method: 'PUT', path: '/accepted' }),
    endpoint: publicEndpoint({ status: 202, run: async () => undefined }),
  },
  { row: rowOf({ name: 'by-id', method: 'GET', path: '/things/{id}' }), endpoint: named('by id') },
  { row: rowOf({ name: 'latest', method: 'GET', path: '/things/latest' }), endpoint: named('latest') },
  { row: rowOf({ name: 'dotted', method: 'GET', path: '/report.csv' }), endpoint: named('dotted') },
  {
    row: rowOf({ name: 'csv', method: 'GET', path: '/latin1' }),
    endpoint: publicEndpoint({ answer: bytes('text/csv; charset=iso-8859-1'), run: async () => latin1 }),
  },
  {
    row: rowOf({ name: 'huge', method: 'GET', path: '/huge' }),
    endpoint: publicEndpoint({ answer: bytes('application/zip'), run: async () => new Uint8Array(4_500_001) }),
  },
  {
    row: rowOf({ name: 'go', method: 'GET', path: '/go' }, 'owner'),
    endpoint: endpoint({ answer: redirect, run: async ({ owner }) => `https://example.com/${owner}` }),
  },
  {
    row: rowOf({ name: 'moved', method: 'POST', path: '/moved' }),
    endpoint: publicEndpoint({
      body: z.object({ to: z.string() }),
      answer: redirect,
      answerHeaders: z.object({ 'x-from': z.string() }),
      status: 303,
      run: async ({ body }) => ({ value: body.to, headers: { 'x-from': 'moved' } }),
    }),
  },
];

describe.each(Object.entries(hosts))('%s', (_name, hostOf) => {
  let host: ServedHost;
  beforeAll(async () => {
    host = await serveHost(await hostOf({ operations, services }), { operations, services });
  });
  afterAll(() => host.close());
  beforeEach(() => jest.spyOn(process.stdout, 'write').mockReturnValue(true));
  afterEach(() => jest.restoreAllMocks());

  const ask = (path: string, init: RequestInit = {}) => fetch(`${host.url}${path}`, { redirect: 'manual', ...init });

  describe('a raw body', () => {
    const everyByte = Uint8Array.from({ length: 256 }, (_, value) => value);

    it.each(bodyMethods)('reaches run by %s with every byte intact, and with the headers of the request', async (method) => {
      const headers = { 'content-type': 'application/octet-stream', 'x-kind': 'binary' };
      const answer = await ask('/echo/7', { method, headers, body: everyByte });

      expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'application/octet-stream']);
      expect(answer.headers.get('x-echo')).toBe('7 binary');
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(everyByte);
    });

    it.each(['text/plain', 'application/json', 'application/x-www-form-urlencoded'])('of type %s arrives as sent', async (type) => {
      const text = '\ufeff{"naïve": "日本 \u{1f600}"}\r\n';
      const answer = await ask('/echo/7', { method: 'POST', headers: { 'content-type': type }, body: text });

      expect(Buffer.from(await answer.arrayBuffer())).toEqual(Buffer.from(text));
    });

    it('may be empty', async () => {
      const answer = await ask('/echo/7', { method: 'PUT' });
      expect([answer.status, await answer.text()]).toEqual([200, '']);
    });
  });

  describe('a route', () => {
    it.each(['GET', 'OPTIONS'])('is chosen by its method: %s', async (method) => {
      expect(await (await ask('/named', { method })).json()).toBe(`answered ${method}`);
    });

    it('answers HEAD with headers alone', async () => {
      const answer = await ask('/named', { method: 'HEAD' });
      expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'application/json', '']);
    });

    it.each([
      ['PUT', '/named'],
      ['HEAD', '/latin1'],
      ['POST', '/report.csv'],
      ['GET', '/reportxcsv'],
      ['GET', '/unknown'],
    ])('that does not exist is 404, never 405, as API Gateway answers: %s %s', async (method, path) => {
      const answer = await ask(path, { method });
      expect(answer.status).toBe(404);
      if (method !== 'HEAD') expect(await answer.json()).toEqual({ message: 'Not Found' });
    });

    it('with a fixed path is preferred to one with a parameter', async () => {
      expect(await (await ask('/things/latest')).json()).toBe('latest');
      expect(await (await ask('/things/9')).json()).toBe('by id');
    });
  });

  describe('an answer', () => {
    it('of bytes keeps an encoding that is not UTF-8', async () => {
      const answer = await ask('/latin1');
      expect(answer.headers.get('content-type')).toBe('text/csv; charset=iso-8859-1');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(new Uint8Array(await answer.arrayBuffer())).toEqual(latin1);
    });

    it('of more bytes than Lambda allows is an internal error, whose log line says so', async () => {
      expect((await ask('/huge')).status).toBe(500);
      if (_name === 'the local run') expect(`${log.entries.at(-2)?.detail}`).toContain('4500001 bytes');
    });

    it('can be a status alone', async () => {
      const answer = await ask('/accepted', { method: 'PUT' });
      expect([answer.status, await answer.text()]).toEqual([202, '']);
    });

    it('can be a redirect', async () => {
      const answer = await ask('/go', { headers: await host.tokenOf('alice') });
      expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://example.com/alice']);
      expect((await ask('/go')).status).toBe(401);
    });

    it('can be a redirect with another status and with headers', async () => {
      const body = JSON.stringify({ to: '/named' });
      const answer = await ask('/moved', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      expect(answer.status).toBe(303);
      expect([answer.headers.get('location'), answer.headers.get('x-from')]).toEqual(['/named', 'moved']);
    });
  });
});
