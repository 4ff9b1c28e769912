import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { uuidv7 } from 'uuidv7';
import { type EndpointRow, endpoints as rows } from '../../../lambda/api/endpoints';
import { imagesScope } from '../../../lambda/contract';
import { shortName } from '../../../lambda/names';
import { type Issuer, Issuer as LocalIssuer } from '../../../local/cognito/issuer';
import { newImageIn } from '../../support/json';
import { type LocalApplication, startLocal } from '../../support/local';
import { claimsIn, signToken } from '../../support/tokens';

let app: LocalApplication;
let issuer: Issuer;

beforeAll(async () => {
  app = await startLocal();
  issuer = await LocalIssuer.open(app.dataDir);
});

const json = { 'content-type': 'application/json' };
const body = JSON.stringify({ contentType: 'image/png' });
const create = (headers: Record<string, string> = {}) =>
  fetch(`${app.url}/images`, { method: 'POST', headers: { ...json, ...headers }, body });
const post = async (body: RequestInit['body'], init: object = {}) =>
  fetch(`${app.url}/images`, { method: 'POST', headers: { ...json, ...(await bearer('alice')) }, body, ...init });
const bearer = async (owner: string) => ({ authorization: `Bearer ${await issuer.issue(owner)}` });

/** Sends a request with a path that is not normalized. */
async function raw(method: string, path: string): Promise<{ status?: number; text: string }> {
  const headers = await bearer('alice');
  return new Promise((resolve, reject) => {
    httpRequest(app.url, { method, path, headers }, (response) => {
      let text = '';
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode, text }));
    })
      .on('error', reject)
      .end();
  });
}

const endpoints: readonly EndpointRow[] = rows;
const notFound = { status: 404, text: '{"message":"Not Found"}' };

test('serves the API at / and at /api', async () => {
  for (const base of [app.url, `${app.url}/api`]) {
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ status: 'ok' });
    expect((await app.alice.fetch(`${base}/images?limit=1`)).status).toBe(200);
  }
});

// part: web
test('serves the page next to the API', async () => {
  const html = await (await fetch(app.url)).text();
  const nameOf = (kind: string) => new RegExp(`"(/[^"]+\\.${kind})"`).exec(html)?.[1] ?? '';
  for (const [path, type] of Object.entries({ '/': 'text/html', [nameOf('js')]: 'text/javascript', [nameOf('css')]: 'text/css' })) {
    const answer = await fetch(app.url + path);
    expect(answer.headers.get('content-type')).toContain(type);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await answer.text()).length).toBeGreaterThan(100);
  }
});

describe('owners', () => {
  const visible = async (id: string, headers: Record<string, string> = {}) =>
    (await fetch(`${app.url}/images/${id}`, { headers })).status === 200;

  const ofOwners = endpoints.filter(({ access }) => access === 'owner');
  test.each(ofOwners)('$method $path without a token is rejected like by API Gateway', async ({ method, path }) => {
    for (const base of [app.url, `${app.url}/api`]) {
      const answer = await fetch(base + path.replace('{id}', uuidv7()), { method });
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers.get('content-type')).toContain('application/json');
      // No token is not an invalid token (RFC 6750, section 3.1).
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    }
  });

  test('a token identifies its owner, with the scheme Bearer in any case or without it', async () => {
    const { authorization } = await bearer('alice');
    const { id } = await newImageIn(create({ authorization }));
    expect(await visible(id, await bearer('bob'))).toBe(false);
    for (const written of [authorization, authorization.replace('Bearer', 'bearer'), authorization.replace('Bearer ', '')]) {
      expect(await visible(id, { authorization: written })).toBe(true);
    }
  });

  test.each(['a/b', '../x', 'x/../alice', 'alice ', 'é', "it's (me)!*", 'x'.repeat(200)])(
    '%j has separate images',
    async (owner) => {
      const { id, upload } = await newImageIn(create(await bearer(owner)));
      expect(upload.fields.key).toMatch(new RegExp(`^uploads/[^/]+/${id}$`));
      expect(await visible(id, await bearer(owner))).toBe(true);
      expect(await visible(id, await bearer('alice'))).toBe(false);
    },
  );

  test.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic bG9jYWw6', 'local'])(
    'rejects %j like API Gateway',
    async (authorization) => {
      const answer = await create({ authorization });
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(answer.headers.get('www-authenticate')).toBe(`Bearer scope="${shortName}/images" error="invalid_token"`);
    },
  );

  test.each<[string, object]>([
    ['without the scope', { scope: undefined }],
    ['with another scope', { scope: `openid email ${shortName}/images.read` }],
    ['with a scope that is not a string', { scope: [imagesScope] }],
    ['that is an ID token', { token_use: 'id', scope: undefined, client_id: undefined, aud: 'local' }],
  ])('rejects a valid token %s like API Gateway', async (_, change) => {
    const jwk = JSON.parse(await readFile(join(app.dataDir, 'issuer-key.json'), 'utf8'));
    const claims = { ...claimsIn(await issuer.issue('alice')), ...change };
    const token = signToken(claims, createPrivateKey({ key: jwk, format: 'jwk' }));
    const answer = await create({ authorization: `Bearer ${token}` });
    expect([answer.status, await answer.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(answer.headers.get('www-authenticate')).toBe(`Bearer scope="${shortName}/images" error="insufficient_scope"`);
  });

  test('a public endpoint needs no token, and ignores an invalid one', async () => {
    expect((await fetch(`${app.url}/health`, { headers: { authorization: 'Bearer x' } })).status).toBe(200);
  });
});

describe('rejects unknown routes like API Gateway', () => {
  test.each([
    ['GET', '/nothing'],
    ['GET', '/images/'],
    ['GET', '/images/a/b'],
    ['GET', '//images'],
    ['GET', '/images//'],
    ['GET', '/api'],
    ['GET', '/api/'],
    ['GET', '/api/api/images'],
    ['GET', '/api//images'],
    ['GET', '/apiimages'],
    ['GET', '/images%2F'],
    ['GET', '/Images'],
    ['GET', '/health/../nothing'],
    ['GET', '/%2e%2e/lock.json'],
    ['GET', '/index.html'],
    ['GET', '/s3'],
    ['PUT', '/images'],
    ['PATCH', '/images'],
    ['POST', '/health'],
    ['POST', '/'],
    ['OPTIONS', '/images'],
  ])('%s %s', async (method, path) => {
    expect(await raw(method, path)).toEqual(notFound);
  });

  test('HEAD', async () => {
    expect(await raw('HEAD', '/images')).toEqual({ status: 404, text: '' });
    expect(await raw('HEAD', '/health')).toEqual({ status: 404, text: '' });
  });

  test('but passes an encoded slash as part of a parameter', async () => {
    expect((await raw('GET', '/images/a%2Fb')).status).toBe(400);
    expect((await raw('GET', '/images/%')).status).toBe(400);
  });
});

test('a request line with bytes that are invalid in a URL is rejected before it is decoded', async () => {
  const line = async (cursor: Buffer) => {
    const { authorization } = await bearer('alice');
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    const rest = ` HTTP/1.1\r\nhost: localhost\r\nauthorization: ${authorization}\r\nconnection: close\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from('GET /images?cursor='), cursor, Buffer.from(rest)]));
    return text(socket);
  };
  for (const encoding of ['utf8', 'latin1'] as const) {
    expect(await line(Buffer.from('café', encoding))).toMatch(/^HTTP\/1\.1 400 /);
  }
  expect(await line(Buffer.from('caf%C3%A9'))).toContain('"value":"café"');
  expect(await line(Buffer.from('caf%E9'))).toContain(`urn:problem-type:${shortName}:invalid-encoding`);
});

describe('rejects a body of more than 10 MB like API Gateway', () => {
  const tooLarge = new Uint8Array(10 * 1024 * 1024 + 1);

  test('with a Content-Length', async () => {
    const answer = await post(tooLarge);
    expect([answer.status, await answer.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  test('without a Content-Length', async () => {
    const answer = await post(new Blob([tooLarge]).stream(), { duplex: 'half' });
    expect([answer.status, await answer.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  test('but not one of the maximum size', async () => {
    const padded = body.padEnd(10 * 1024 * 1024);
    expect((await post(padded)).status).toBe(201);
  });
});

describe('pages of other sites', () => {
  const withHost = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${app.url}/health`, { headers: { host } }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

  test('have no access through a host name that resolves to this computer', async () => {
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '192.0.2.1', 'user@localhost']) {
      expect(await withHost(host)).toBe(421);
    }
    for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000']) expect(await withHost(host)).toBe(200);
  });

  test('get no response that they can read, and therefore cannot send a token', async () => {
    const origin = { origin: 'https://evil.example' };
    const asked = await fetch(`${app.url}/images`, {
      method: 'OPTIONS',
      headers: { ...origin, 'access-control-request-method': 'GET' },
    });
    const listed = await app.alice.fetch(`${app.url}/images`, { headers: origin });
    for (const { headers } of [asked, listed]) expect(headers.get('access-control-allow-origin')).toBeNull();
  });

  // part: ops
  // Routes without tokens: the dead letters, and the selection of a user on the sign-in page (sign-in.test.ts).
  test.each<[string, Record<string, string>, boolean]>([
    ['a program without these headers', {}, true],
    ['a page of the application', { 'sec-fetch-site': 'same-origin', origin: 'OURS' }, true],
    ['a page of the application in an older browser', { origin: 'OURS' }, true],
    ['a page of the application that sends no referrer', { 'sec-fetch-site': 'same-origin', origin: 'null' }, true],
    ['the address bar', { 'sec-fetch-site': 'none' }, true],
    ['another site', { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' }, false],
    ['another site that hides its origin', { 'sec-fetch-site': 'cross-site', origin: 'null' }, false],
    ['another port of this computer', { 'sec-fetch-site': 'same-site', origin: 'http://localhost:1' }, false],
    ['another site in an older browser', { origin: 'https://evil.example' }, false],
    ['another port, in an older browser', { origin: 'http://localhost:1' }, false],
    ['a name that begins like the application’s', { origin: 'OURS.evil.example' }, false],
    ['the application’s name with another scheme', { origin: 'https://OURS' }, false],
    ['a document without an origin', { origin: 'null' }, false],
    ['contradictory headers', { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' }, false],
    ['an unknown value', { 'sec-fetch-site': 'other' }, false],
  ])('%s', async (_, headers, admitted) => {
    const ours = app.url;
    const origin = headers.origin?.replace('https://OURS', ours.replace('http:', 'https:')).replace('OURS', ours);
    for (const [method, path] of [
      ['GET', ''],
      ['POST', '/uploads'],
    ] as const) {
      const init = { method, headers: { ...headers, ...(origin && { origin }) } };
      expect((await fetch(`${ours}/local/dead-letters${path}`, init)).status).toBe(admitted ? 200 : 403);
    }
  });
});
