import { createPrivateKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { type Issuer, Issuer as LocalIssuer } from '../../local/issuer';
import { newImageIn } from '../support/json';
import { type LocalApplication, startLocal } from '../support/local';
import { claimsIn, signToken } from '../support/tokens';

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
const bearer = async (owner: string) => ({ authorization: `Bearer ${await issuer.issue(owner)}` });

/** A request whose path nobody tidies up on the way. */
function raw(method: string, path: string): Promise<{ status?: number; text: string }> {
  return new Promise((resolve, reject) => {
    httpRequest(app.url, { method, path }, (response) => {
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

const notFound = { status: 404, text: '{"message":"Not Found"}' };

test('the API stands on / and on /api, the page beside it', async () => {
  for (const base of [app.url, `${app.url}/api`]) {
    expect(await (await fetch(`${base}/health`)).json()).toMatchObject({ status: 'ok' });
    expect((await fetch(`${base}/images?limit=1`)).status).toBe(200);
  }
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

  test('a request without a token is of the owner local, and is kept from all others', async () => {
    const { id } = await newImageIn(create());
    expect(await visible(id)).toBe(true);
    expect(await visible(id, await bearer('local'))).toBe(true);
    expect(await visible(id, await bearer('alice'))).toBe(false);
  });

  test('a token is of its owner, with the word Bearer in any case or without it', async () => {
    const { authorization } = await bearer('alice');
    const { id } = await newImageIn(create({ authorization }));
    expect(await visible(id)).toBe(false);
    for (const written of [authorization, authorization.replace('Bearer', 'bearer'), authorization.replace('Bearer ', '')]) {
      expect(await visible(id, { authorization: written })).toBe(true);
    }
  });

  test.each(['a/b', '../x', 'x/../local', 'local ', 'é', "it's (me)!*", 'x'.repeat(200)])(
    '%j has images of its own',
    async (owner) => {
      const { id, upload } = await newImageIn(create(await bearer(owner)));
      expect(upload.fields.key).toMatch(new RegExp(`^uploads/[^/]+/${id}$`));
      expect(await visible(id, await bearer(owner))).toBe(true);
      expect(await visible(id)).toBe(false);
    },
  );

  test.each(['', 'Bearer', 'Bearer ', 'Bearer x', 'Basic bG9jYWw6', 'local'])(
    'refuses %j as API Gateway does',
    async (authorization) => {
      const answer = await create({ authorization });
      expect([answer.status, await answer.text()]).toEqual([401, '{"message":"Unauthorized"}']);
      expect(answer.headers.get('content-type')).toContain('application/json');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer scope="image-api/images" error="invalid_token"');
    },
  );

  test.each<[string, object]>([
    ['without the scope', { scope: undefined }],
    ['with another scope', { scope: 'openid email image-api/images.read' }],
    ['whose scope is no text', { scope: ['image-api/images'] }],
    ['that is an ID token', { token_use: 'id', scope: undefined, client_id: undefined, aud: 'local' }],
  ])('refuses a valid token %s as API Gateway does', async (_, change) => {
    const jwk = JSON.parse(await readFile(join(app.dataDir, 'issuer-key.json'), 'utf8'));
    const claims = { ...claimsIn(await issuer.issue('alice')), ...change };
    const token = signToken(claims, createPrivateKey({ key: jwk, format: 'jwk' }));
    const answer = await create({ authorization: `Bearer ${token}` });
    expect([answer.status, await answer.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer scope="image-api/images" error="insufficient_scope"');
  });

  test('a public endpoint does not ask for a token, and does not mind a bad one', async () => {
    expect((await fetch(`${app.url}/health`, { headers: { authorization: 'Bearer x' } })).status).toBe(200);
  });
});

describe('refuses as API Gateway does what is no route', () => {
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

  test('but hands an encoded slash on as part of a parameter', async () => {
    expect((await raw('GET', '/images/a%2Fb')).status).toBe(400);
    expect((await raw('GET', '/images/%')).status).toBe(400);
  });
});

describe('refuses as API Gateway does a body of more than 10 MB', () => {
  const tooLarge = new Uint8Array(10 * 1024 * 1024 + 1);

  test('that says so', async () => {
    const answer = await fetch(`${app.url}/images`, { method: 'POST', headers: json, body: tooLarge });
    expect([answer.status, await answer.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  test('that does not say how large it is', async () => {
    const body = new Blob([tooLarge]).stream();
    const answer = await fetch(`${app.url}/images`, { method: 'POST', headers: json, body, duplex: 'half' } as RequestInit);
    expect([answer.status, await answer.text()]).toEqual([413, '{"message":"Request Entity Too Large"}']);
  });

  test('and hands on the last that may be', async () => {
    const padded = body.padEnd(10 * 1024 * 1024);
    expect((await fetch(`${app.url}/images`, { method: 'POST', headers: json, body: padded })).status).toBe(201);
  });
});

describe('pages of strangers', () => {
  const withHost = (host: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      httpRequest(`${app.url}/images`, { headers: { host } }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

  test('get nothing by a name of their own that points here', async () => {
    for (const host of ['evil.example', 'evil.example:3000', 'localhost.evil.example', '192.0.2.1', 'user@localhost']) {
      expect(await withHost(host)).toBe(421);
    }
    for (const host of ['localhost', 'localhost:3000', '127.0.0.1:3000', '[::1]:3000']) expect(await withHost(host)).toBe(200);
  });

  test('do not act for the owner local', async () => {
    const refused = await create({ 'sec-fetch-site': 'cross-site' });
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect((await create({ 'sec-fetch-site': 'same-site' })).status).toBe(401);
    for (const site of ['same-origin', 'none']) expect((await create({ 'sec-fetch-site': site })).status).toBe(201);
  });
});
