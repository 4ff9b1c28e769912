// What rows can say beside JSON for an owner: methods, raw bodies, bytes, redirects, headers and signatures, the same in both hosts.
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { bytes, type Endpoint, endpoint, publicEndpoint, raw, redirect } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { signedEndpoint } from '../../lambda/api/signed-endpoint';
import type { Services } from '../../lambda/services';
import { signWebhook } from '../../lib/testing/signed-webhook';
import { hosts, type ServedHost, serveHost } from '../support/hosts';
import { problemIn } from '../support/json';
import { openMemoryServices } from '../support/memory-services';

const { common, own, clock, log } = openMemoryServices();

/** The secret as it is stored, which tests replace, and how often it was read. */
const secret = { text: '', reads: [] as (number | undefined)[] };
const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;
const secrets: Services['secrets'] = {
  async read(name, maxAgeSeconds) {
    expect(name).toBe('partner');
    secret.reads.push(maxAgeSeconds);
    return secret.text;
  },
};
const services: Services = { ...common, ...own, secrets };

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
const named = (value: string) => publicEndpoint({ answer: z.string(), run: async () => value });
const latin1 = Uint8Array.from([0xe9, 0x3b, 0xff, 0x0a]);

const messages: unknown[] = [];
const hook = signedEndpoint({
  body: z.object({ order: z.string() }),
  status: 202,
  answer: z.object({ taken: z.boolean() }),
  async run({ body, headers }) {
    messages.push({ ...body, id: headers['webhook-id'] });
    return { taken: true };
  },
});

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
  {
    row: { name: 'hook', method: 'POST', path: '/hook', access: 'signed', secret: 'partner', may: [], summary: 'hook' },
    endpoint: hook,
  },
  {
    row: {
      name: 'brief',
      method: 'POST',
      path: '/brief',
      access: 'signed',
      secret: 'partner',
      windowSeconds: 10,
      may: [],
      summary: 'brief',
    },
    endpoint: hook,
  },
];

describe.each(Object.entries(hosts))('%s', (_name, hostOf) => {
  let host: ServedHost;
  beforeAll(async () => {
    host = await serveHost(await hostOf({ operations, services }), { operations, services });
  });
  afterAll(() => host.close());
  beforeEach(() => {
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    secret.text = newSecret();
    secret.reads = [];
    messages.length = 0;
  });
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

  describe('a signed request', () => {
    const body = '{"order": "ä 1"}';
    const at = (seconds: number) => new Date(clock.now().getTime() + seconds * 1000);
    const sign = (message: Partial<Parameters<typeof signWebhook>[0]> = {}) =>
      signWebhook({ secret: secret.text, body, at: at(0), ...message });
    const send = (headers: Record<string, string>, sent: string | Uint8Array<ArrayBuffer> = body, path = '/hook') =>
      ask(path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: sent });
    const detailOf = async (answer: Response) => {
      expect(answer.status).toBe(401);
      expect(messages).toEqual([]);
      const problem = await problemIn(answer);
      expect(problem.type).toMatch(/:invalid-signature$/);
      return problem.detail;
    };

    it('is accepted, and its secret read once', async () => {
      const answer = await send(sign({ id: 'msg_2' }));
      expect([answer.status, await answer.json()]).toEqual([202, { taken: true }]);
      expect(messages).toEqual([{ order: 'ä 1', id: 'msg_2' }]);
      expect(secret.reads).toEqual([undefined]);
    });

    it('matches the reference of Standard Webhooks', () => {
      const reference = { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', id: 'msg_p5jXN8AQM9LWM0D4loKWxJek' };
      const signed = signWebhook({ ...reference, at: new Date(1614265330_000), body: '{"test": 2432232314}' });
      expect(signed['webhook-signature']).toBe('v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
    });

    it('is accepted as binary, too', async () => {
      const answer = await send({ ...sign(), 'content-type': 'application/octet-stream' });
      expect(answer.status).toBe(202);
    });

    it('is accepted again within the window: senders repeat what was not answered in time', async () => {
      const headers = sign();
      expect([(await send(headers)).status, (await send(headers)).status]).toEqual([202, 202]);
      expect(messages).toHaveLength(2);
    });

    it.each([-300, 300])('is accepted with a clock that is %d seconds off', async (seconds) => {
      expect((await send(sign({ at: at(seconds) }))).status).toBe(202);
    });

    it.each([
      [-301, '301 seconds ago'],
      [301, '301 seconds ahead of our time, which is 2026-11-22T12:00:00.000Z'],
    ])('is refused %d seconds from now', async (seconds, expected) => {
      expect(await detailOf(await send(sign({ at: at(seconds) })))).toContain(expected);
    });

    it('has the window of its row', async () => {
      expect((await send(sign({ at: at(-10) }), body, '/brief')).status).toBe(202);
      messages.length = 0;
      expect(await detailOf(await send(sign({ at: at(-11) }), body, '/brief'))).toContain('Allowed are 10 seconds');
    });

    it.each(['webhook-id', 'webhook-timestamp', 'webhook-signature'])('is refused without %s', async (name) => {
      const { [name]: _, ...headers } = sign();
      expect(await detailOf(await send(headers))).toContain(`The header ${name} is missing.`);
    });

    it('is refused with a time that is no number', async () => {
      expect(await detailOf(await send({ ...sign(), 'webhook-timestamp': '2026-11-22' }))).toContain('is "2026-11-22"');
    });

    it.each<[string, () => Promise<Response>]>([
      ['another body', () => send(sign(), '{"order": "ä 2"}')],
      ['another id', () => send({ ...sign(), 'webhook-id': 'msg_9' })],
      ['another time', () => send({ ...sign({ at: at(-1) }), 'webhook-timestamp': sign()['webhook-timestamp'] ?? '' })],
      ['another secret', () => send(sign({ secret: newSecret() }))],
      ['a signature that is no base64', () => send({ ...sign(), 'webhook-signature': 'v1,?' })],
      [
        'a signature of another version',
        () => send({ ...sign(), 'webhook-signature': sign()['webhook-signature']?.replace('v1', 'v2') ?? '' }),
      ],
      [
        'a signature that is cut off',
        () => send({ ...sign(), 'webhook-signature': sign()['webhook-signature']?.slice(0, -4) ?? '' }),
      ],
      [
        'a fifth signature that is right',
        () => send({ ...sign(), 'webhook-signature': `${'v1,AAAA '.repeat(4)}${sign()['webhook-signature']}` }),
      ],
    ])('is refused with %s', async (_what, call) => {
      expect(await detailOf(await call())).toContain('The signature does not match.');
    });

    it('is refused before its body is parsed', async () => {
      expect((await send(sign(), 'no JSON')).status).toBe(401);
      expect((await send(sign({ body: 'no JSON' }), 'no JSON')).status).toBe(400);
    });

    it('may carry the signatures of two secrets', async () => {
      const both = `${sign({ secret: newSecret() })['webhook-signature']} ${sign()['webhook-signature']}`;
      expect((await send({ ...sign(), 'webhook-signature': both })).status).toBe(202);
    });

    it('may be signed with either of two stored secrets', async () => {
      const [current, old] = [newSecret(), newSecret()];
      secret.text = `${current} ${old}\n`;
      expect((await send(sign({ secret: current }))).status).toBe(202);
      expect((await send(sign({ secret: old }))).status).toBe(202);
    });

    it('is accepted right after its secret was replaced: the secret is read again', async () => {
      const stale = newSecret();
      const read = jest.spyOn(secrets, 'read').mockResolvedValueOnce(stale);
      expect((await send(sign())).status).toBe(202);
      expect(read.mock.calls).toEqual([['partner'], ['partner', 60]]);
    });

    it.each(['', 'not a key', 'whsec_c2hvcnQ='])(
      'is an internal error where the secret is %j, which is not shown',
      async (text) => {
        secret.text = text;
        const answer = await send(signWebhook({ secret: newSecret(), body, at: at(0) }));
        expect(answer.status).toBe(500);
        expect(await answer.text()).not.toContain('c2hvcnQ=');
      },
    );
  });
});
