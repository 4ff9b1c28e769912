// The API as one Node process, on memory stores, with tokens of an issuer.
import { generateKeyPairSync } from 'node:crypto';
import { connect } from 'node:net';
import { loadRoutes } from '../../local/functions';
import { type ApiProps, createApi } from '../../serve/api';
import { type Condition, type HttpServer, startHttpServer } from '../../serve/http-server';
import { TokenVerifier } from '../../serve/token-verifier';
import { openMemoryServices } from '../support/memory-services';
import { encodePart, signToken } from '../support/tokens';
import { clientId, type IssuerStandIn, startIssuerStandIn } from './issuer-stand-in';

const { common, own, log } = openMemoryServices();

let issuer: IssuerStandIn;
let server: HttpServer;
let hindrances: string[];
let live: boolean;
const condition: Condition = { isLive: () => live, hindrances: async () => hindrances };

async function serve(guard: Partial<ApiProps> = {}): Promise<HttpServer> {
  const tokens = new TokenVerifier({ issuer: issuer.issuer, clientIds: ['another', clientId] });
  const api = createApi({ routes: await loadRoutes(common, own), tokens, log, ...guard });
  return startHttpServer({ port: 0, host: '127.0.0.1', condition, log, api });
}

beforeEach(async () => {
  [hindrances, live] = [[], true];
  issuer = await startIssuerStandIn();
  server = await serve();
});
afterEach(async () => {
  server.cut();
  await server.close();
  await issuer.close();
});

const ask = async (path: string, token?: string, init: RequestInit = {}) => {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const answer = await fetch(`http://127.0.0.1:${server.port}${path}`, { ...init, headers: { ...init.headers, ...authorization } });
  const body = await answer.text();
  return { status: answer.status, body: body && JSON.parse(body), headers: answer.headers };
};

describe('the endpoints', () => {
  it('answer for the owner of a token, as they do in Lambda', async () => {
    const created = await ask('/images', issuer.tokenOf('alice'), { method: 'POST', body: '{"contentType": "image/jpeg"}' });
    expect([created.status, created.body]).toEqual([201, expect.objectContaining({ status: 'PENDING' })]);

    expect((await ask(`/images/${created.body.id}`, issuer.tokenOf('alice'))).body.id).toBe(created.body.id);
    expect((await ask(`/images/${created.body.id}`, issuer.tokenOf('bob'))).status).toBe(404);
  });

  it('delete an image by a request without a body', async () => {
    const token = issuer.tokenOf('alice');
    const { id } = (await ask('/images', token, { method: 'POST', body: '{"contentType": "image/jpeg"}' })).body;
    expect((await ask(`/images/${id}`, token, { method: 'DELETE' })).status).toBe(204);
    expect((await ask(`/images/${id}`, token)).status).toBe(404);
  });

  it('are available below /api too, and public ones without a token', async () => {
    expect((await ask('/api/health')).body).toEqual({ status: 'ok', version: 'memory' });
  });

  it('do not exist for other methods and paths', async () => {
    expect(await ask('/images', issuer.tokenOf('alice'), { method: 'PUT' })).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    });
  });

  it('get no body that API Gateway would reject', async () => {
    const answer = await ask('/images', issuer.tokenOf('alice'), { method: 'POST', body: 'x'.repeat(10 * 1024 * 1024 + 1) });
    expect(answer).toMatchObject({ status: 413, body: { message: 'Request Entity Too Large' } });
  });

  // part: web
  it('reject requests without the secret of CloudFront where the stage requires it', async () => {
    await server.close();
    server = await serve({ isOriginSecret: (header) => header === 'secret' });
    const token = issuer.tokenOf('alice');
    expect(await ask('/images', token)).toMatchObject({ status: 403, body: { type: expect.stringContaining('not-behind-page') } });
    expect((await ask('/images', token, { headers: { 'x-origin-secret': 'secret' } })).status).toBe(200);
  });
});

describe('a token', () => {
  const second = () => Math.floor(Date.now() / 1000);

  it.each<[string, object]>([
    ['of an audience instead of a client', { client_id: undefined, aud: clientId }],
    ['of several audiences', { client_id: undefined, aud: ['x', clientId] }],
    ['without the time of its issue', { iat: undefined }],
  ])('is accepted: %s', async (_, claims) => {
    expect((await ask('/images', issuer.tokenOf('alice', claims))).status).toBe(200);
  });

  it.each<[string, object]>([
    ['of another issuer', { iss: 'https://example.com' }],
    ['of another client', { client_id: 'someone' }],
    ['for another audience, whatever its client', { aud: 'someone' }],
    ['without a client', { client_id: undefined }],
    ['that has expired', { exp: second() - 1 }],
    ['that never expires', { exp: undefined }],
    ['that is not valid yet', { nbf: second() + 60 }],
    ['issued in the future', { iat: second() + 60 }],
  ])('is rejected with 401: %s', async (_, claims) => {
    const answer = await ask('/images', issuer.tokenOf('alice', claims));
    expect(answer).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
    expect(answer.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });

  it('is rejected with 403 without the scope', async () => {
    expect(await ask('/images', issuer.tokenOf('alice', { scope: 'openid' }))).toMatchObject({ status: 403 });
  });

  it('is rejected with 401 when it is missing, malformed, unsigned, altered, or signed with another key', async () => {
    const valid = issuer.tokenOf('alice');
    const [header = '', claims = '', signature] = valid.split('.');
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const kid = JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
    const altered = encodePart({ ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'bob' });
    const rejected = [
      undefined,
      'no-token',
      `${encodePart({ alg: 'none' })}.${claims}.`,
      `${header}.${altered}.${signature}`,
      signToken(JSON.parse(Buffer.from(claims, 'base64url').toString()), privateKey, { alg: 'RS256', kid }),
    ];
    const answers = await Promise.all(rejected.map((token) => ask('/images', token)));
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);
  });

  it('is verified with keys that are read once', async () => {
    for (const owner of ['a', 'b', 'c']) expect((await ask('/images', issuer.tokenOf(owner))).status).toBe(200);
    expect(issuer.keyRequests()).toBe(1);
  });

  it('is not declared invalid while the keys cannot be read: a client would sign out', async () => {
    const token = issuer.tokenOf('alice');
    issuer.fail();
    expect(await ask('/images', token)).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
    expect(log.entries.filter(({ level }) => level === 'error')).not.toEqual([]);
  });
});

describe('the condition', () => {
  it('is answered as soon as the server listens', async () => {
    hindrances = ['starting'];
    expect(await ask('/ready')).toMatchObject({ status: 503, body: { ready: false, because: ['starting'] } });
    hindrances = [];
    expect(await ask('/ready')).toMatchObject({ status: 200, body: { ready: true } });
    expect((await ask('/live')).status).toBe(200);
    live = false;
    expect((await ask('/live')).status).toBe(503);
  });
});

describe('when it closes', () => {
  it('the server answers the requests in progress, and accepts no more', async () => {
    const socket = connect(server.port, '127.0.0.1').setEncoding('utf8');
    let received = '';
    socket.on('data', (text) => {
      received += text;
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write(
      `POST /images HTTP/1.1\r\nhost: h\r\nauthorization: Bearer ${issuer.tokenOf('alice')}\r\ncontent-length: 29\r\n\r\n`,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = server.close();
    await expect(fetch(`http://127.0.0.1:${server.port}/health`)).rejects.toThrow();
    socket.write('{"contentType":"image/jpeg"} ');
    await Promise.all([closed, ended]);
    expect(received).toMatch(/^HTTP\/1.1 201 /);
  });
});
