// The local run behind a proxy that forwards its port, as GitHub Codespaces and editors do.

import { request as httpRequest, type IncomingMessage } from 'node:http';
import { ImageClient } from '../../client/image-client';
import { OidcClient } from '../../client/sign-in/oidc-client';
import { shortName } from '../../lambda/names';
import { photo } from '../../lib/testing/images/photo';
import { CookieBrowser } from '../support/cookie-browser';
import { Command, type LocalApplication, startLocal, temporaryFolder, until } from '../support/local';

const origin = 'https://shiny-fork-3000.app.github.dev';
const { host: publicHost } = new URL(origin);
const directFetch = globalThis.fetch;

let app: LocalApplication;
let port: number;

beforeAll(async () => {
  app = await startLocal({ publicOrigin: origin });
  port = Number(new URL(app.url).port);
});

afterEach(() => {
  globalThis.fetch = directFetch;
});

/** The changes of a proxy to the headers of a request. */
type Rewrite = (headers: Record<string, string>) => Record<string, string>;

const forwarded = { 'x-forwarded-host': publicHost, 'x-forwarded-proto': 'https', 'x-forwarded-for': '192.0.2.7' };
/** The page's own origin is replaced by that of the port; any other origin is kept. */
const ownOriginAs = (scheme: string, { origin: sent, ...headers }: Record<string, string>) =>
  sent === undefined ? headers : { ...headers, origin: sent === origin ? `${scheme}://localhost:${port}` : sent };

const proxies: [string, Rewrite][] = [
  ['keeps the host', (headers) => ({ ...headers, ...forwarded, host: publicHost })],
  ['replaces the host', (headers) => ({ ...headers, ...forwarded, host: `localhost:${port}` })],
  ['replaces host and origin', (headers) => ({ ...ownOriginAs('http', headers), ...forwarded, host: `localhost:${port}` })],
  ['replaces the origin, with https', (headers) => ({ ...ownOriginAs('https', headers), ...forwarded, host: publicHost })],
  ['adds nothing', (headers) => ({ ...headers, host: publicHost })],
];

/** Sends a request to the application with exactly these headers. */
async function send(request: Request, headers: Record<string, string>): Promise<Response> {
  const { pathname, search } = new URL(request.url);
  const body = Buffer.from(await request.arrayBuffer());
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const options = { port, host: '127.0.0.1', path: pathname + search, method: request.method, headers };
    httpRequest(options, resolve).on('error', reject).end(body);
  });
  const parts: Buffer[] = [];
  for await (const part of answer) parts.push(part);
  const given = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) for (const value of values ?? []) given.append(name, value);
  const status = answer.statusCode ?? 0;
  return new Response([204, 304].includes(status) ? null : Buffer.concat(parts), { status, headers: given });
}

/** `fetch` of a client that knows only the public origin. */
const fetchThrough =
  (rewrite: Rewrite): typeof fetch =>
  (input, init) => {
    const request = new Request(input, init);
    if (new URL(request.url).origin !== origin) throw new Error(`${request.url} does not exist where this client is.`);
    return send(request, rewrite(Object.fromEntries(request.headers)));
  };

describe.each(proxies)('a proxy that %s', (_, rewrite) => {
  beforeEach(() => {
    globalThis.fetch = fetchThrough(rewrite);
  });

  it('serves the page, which knows the public issuer and may send requests to the public origin', async () => {
    const page = await fetch(`${origin}/`);
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<div id="page">')]);
    expect(page.headers.get('content-security-policy')).toContain(`connect-src 'self' ${origin};`);
    expect(await (await fetch(`${origin}/config.json`)).json()).toMatchObject({ api: '/api', issuer: `${origin}/oidc` });
  });

  it('lets a user sign in, upload a photo and read its sizes', async () => {
    const settings = { issuer: `${origin}/oidc`, clientId: 'local', scope: `openid email ${shortName}/images` };
    const client = await OidcClient.discover(settings);
    const { url, transaction } = await client.begin(`${origin}/signed-in`);
    expect(url.startsWith(`${origin}/oidc/oauth2/authorize?`)).toBe(true);
    const browser = await new CookieBrowser().open(url, `${origin}/signed-in`);
    expect(browser.url.startsWith(`${origin}/oidc/sign-in/`)).toBe(true);
    await browser.submit({ name: 'user', value: 'alice' }, `${origin}/signed-in`, { origin, 'sec-fetch-site': 'same-origin' });
    const { accessToken, user } = await client.finish(transaction, new URL(browser.url).searchParams);
    expect(user.sub).toBe('alice');

    const images = new ImageClient(`${origin}/api`, { token: accessToken });
    const id = await images.upload(new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' }), 'photo.jpg');
    const { sizes } = await images.settled(id);
    const { url: thumbnail = '' } = sizes?.thumbnail ?? {};
    expect(thumbnail.startsWith(`${origin}/s3/renditions/`)).toBe(true);
    expect((await fetch(thumbnail)).status).toBe(200);
  });

  it('does not let another site select a user', async () => {
    const client = await OidcClient.discover({ issuer: `${origin}/oidc`, clientId: 'local', scope: 'openid' });
    const { url } = await client.begin(`${origin}/signed-in`);
    const browser = await new CookieBrowser().open(url);
    await browser.submit({ name: 'user', value: 'alice' }, undefined, { origin: 'https://evil.example' });
    expect(browser.status).toBe(403);
  });

  it('lets only the page’s script read the token endpoint', async () => {
    const ask = (from: string) =>
      fetch(`${origin}/oidc/oauth2/token`, {
        method: 'POST',
        headers: { origin: from },
        body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'local' }),
      });
    expect(await (await ask(origin)).json()).toMatchObject({ error: 'invalid_grant' });
    expect(await (await ask('https://evil.example')).json()).toMatchObject({ error: 'invalid_request' });
  });
});

describe('with a public origin', () => {
  const get = (path: string, headers: Record<string, string>) => send(new Request(origin + path), headers);

  it.each(['evil.example', `evil.${publicHost}`, `${publicHost}.evil.example`, `${publicHost}:81`, '192.0.2.1'])(
    'still rejects the host %j, whatever was forwarded',
    async (host) => {
      expect((await get('/health', { host })).status).toBe(421);
      expect((await get('/health', { host, ...forwarded })).status).toBe(421);
    },
  );

  it('contains no URL that a client has put into a header', async () => {
    const headers = { host: `localhost:${port}`, 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'http' };
    const document = await (await get('/oidc/.well-known/openid-configuration', headers)).text();
    expect(document).not.toContain('evil.example');
    expect(JSON.parse(document)).toMatchObject({ issuer: `${origin}/oidc`, token_endpoint: `${origin}/oidc/oauth2/token` });
  });

  it('sets cookies for https only', async () => {
    globalThis.fetch = fetchThrough((headers) => ({ ...headers, host: publicHost }));
    const client = await OidcClient.discover({ issuer: `${origin}/oidc`, clientId: 'local', scope: 'openid' });
    const { url } = await client.begin(`${origin}/signed-in`);
    const cookies = (await fetch(url, { redirect: 'manual' })).headers.getSetCookie();
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.filter((cookie) => !/; secure/i.test(cookie))).toEqual([]);
  });

  it('still responds to programs on this computer, whose tokens name localhost', async () => {
    const { url, origin: shown } = app;
    expect([url, shown]).toEqual([`http://localhost:${port}`, origin]);
    expect(await app.alice.client(url).list({ limit: 1 })).toHaveProperty('items');
  });
});

it('rejects the host of a proxy when no public origin is set', async () => {
  const plain = await startLocal();
  const there = Number(new URL(plain.url).port);
  const status = await new Promise((resolve, reject) => {
    const options = { port: there, host: '127.0.0.1', path: '/health', headers: { host: publicHost, ...forwarded } };
    httpRequest(options, (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });
  expect(status).toBe(421);
});

describe('npm start', () => {
  it('prints the public origin for users, and the local URL for programs', async () => {
    const command = Command.start(await temporaryFolder(), { PUBLIC_ORIGIN: `${origin}/` });
    const url = await command.ready();
    expect(url).toMatch(/^http:\/\/localhost:\d+$/);
    await until(() => command.stdout.includes(`\nOpen ${origin} and sign in as alice or bob`));
    const { issuer } = (await (await fetch(`${url}/config.json`)).json()) as { issuer: string };
    expect(issuer).toBe(`${origin}/oidc`);
  });

  it('exits with one line when PUBLIC_ORIGIN is not an origin', async () => {
    const command = Command.start(await temporaryFolder(), { PUBLIC_ORIGIN: 'images.example.com' });
    expect(await command.ended).toBe(1);
    expect(command.errors).toMatch(/^Invalid PUBLIC_ORIGIN "images\.example\.com"\. Use https:\/\/ and a host, [^\n]*$/);
  });
});
