// Requests that another system signs, the same in both hosts.
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { type Endpoint, json } from '../../lambda/api/endpoint';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { signedEndpoint } from '../../lambda/api/signed-endpoint';
import type { Services } from '../../lambda/services';
import { signWebhook } from '../../lib/testing/signed-webhook';
import { hosts, type ServedHost, serveHost } from '../support/hosts';
import { problemIn } from '../support/json';
import { openMemoryServices } from '../support/memory-services';

const { common, own, clock } = openMemoryServices();

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

const messages: unknown[] = [];
const hook = signedEndpoint({
  body: z.object({ order: z.string() }),
  status: 202,
  answer: json((z) => z.object({ taken: z.boolean() })),
  async run({ body, headers }) {
    messages.push({ ...body, id: headers['webhook-id'] });
    return { taken: true };
  },
});

/** Two endpoints with the same secret. */
const operations: { row: EndpointRow; endpoint: Endpoint }[] = [
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

  const ask = (path: string, init: RequestInit) => fetch(`${host.url}${path}`, init);

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

    it('is rejected with a time that is not a number', async () => {
      expect(await detailOf(await send({ ...sign(), 'webhook-timestamp': '2026-11-22' }))).toContain('is "2026-11-22"');
    });

    it.each<[string, () => Promise<Response>]>([
      ['another body', () => send(sign(), '{"order": "ä 2"}')],
      ['another id', () => send({ ...sign(), 'webhook-id': 'msg_9' })],
      ['another time', () => send({ ...sign({ at: at(-1) }), 'webhook-timestamp': sign()['webhook-timestamp'] ?? '' })],
      ['another secret', () => send(sign({ secret: newSecret() }))],
      ['a signature that is not base64', () => send({ ...sign(), 'webhook-signature': 'v1,?' })],
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
