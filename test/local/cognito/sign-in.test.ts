import { OidcClient, type SignInSettings } from '../../../client/sign-in/oidc-client';
import { imagesScope, signInScopes } from '../../../lambda/contract';
import { clientIds } from '../../../local/cognito/clients';
import { CookieBrowser } from '../../support/cookie-browser';
import { startIssuer, type TestIssuer } from '../../support/issuer';
import { claimsIn } from '../../support/tokens';

let app: TestIssuer;
let client: OidcClient;
let home: string;
const settingsOf = (clientId: string = clientIds.page): SignInSettings => ({
  issuer: `${app.url}/oidc`,
  clientId,
  scope: signInScopes.join(' '),
});

beforeAll(async () => {
  app = await startIssuer();
  home = `${app.url}/signed-in`;
  client = await OidcClient.discover(settingsOf());
});

afterAll(() => app.close());

/** A browser that was redirected to the sign-in, and the state to keep meanwhile. */
async function sentToSignIn({ from = client, to = home, silently = false, browser = new CookieBrowser() } = {}) {
  const { url, transaction } = await from.begin(to, silently);
  await browser.open(url, to);
  return { browser, transaction };
}

async function signedInAs(user: string, props: Parameters<typeof sentToSignIn>[0] = {}) {
  const { browser, transaction } = await sentToSignIn(props);
  await browser.pick(user, transaction.redirectUri);
  const { from = client } = props;
  return { browser, transaction, tokens: await from.finish(transaction, new URL(browser.url).searchParams) };
}

const ask = (token: string) => fetch(`${app.url}/images`, { headers: { authorization: `Bearer ${token}` } });

describe('signing in', () => {
  it('lets the user select an account, and returns tokens like Cognito’s that the API accepts', async () => {
    const { browser, transaction } = await sentToSignIn();
    expect([browser.status, browser.url]).toEqual([200, expect.stringContaining(`${app.url}/oidc/sign-in/`)]);
    await browser.submit({ name: 'user', value: 'alice' }, home, { origin: app.url });
    const tokens = await client.finish(transaction, new URL(browser.url).searchParams);

    const access = claimsIn(tokens.accessToken);
    const genuine = claimsIn(await app.issuer.issue('alice'));
    const { aud, jti, iat, exp, ...claims } = access;
    expect({ ...genuine, jti, iat, exp }).toEqual({ ...claims, jti, iat, exp });
    expect([aud, exp - iat]).toEqual([clientIds.page, 900]);
    expect(tokens.user).toMatchObject({ sub: 'alice', email: 'alice@example.com', token_use: 'id', aud: clientIds.page });
    expect((await ask(tokens.accessToken)).status).toBe(200);
  });

  it('does not ask again while the issuer has a session, and a silent sign-in never asks', async () => {
    const { browser } = await signedInAs('bob');
    const again = await sentToSignIn({ browser, silently: true });
    expect((await client.finish(again.transaction, new URL(browser.url).searchParams)).user.sub).toBe('bob');

    const stranger = await sentToSignIn({ silently: true });
    await expect(client.finish(stranger.transaction, new URL(stranger.browser.url).searchParams)).rejects.toMatchObject({
      name: 'SignInRefused',
      code: 'login_required',
    });
  });

  it('can be canceled', async () => {
    const { browser, transaction } = await sentToSignIn();
    await browser.cancel(home);
    await expect(client.finish(transaction, new URL(browser.url).searchParams)).rejects.toMatchObject({ code: 'access_denied' });
  });

  it('redirects to a page at 127.0.0.1 too, and to a terminal on any port', async () => {
    const { tokens } = await signedInAs('alice', { to: home.replace('localhost', '127.0.0.1') });
    expect(tokens.user.sub).toBe('alice');
    const terminal = await OidcClient.discover(settingsOf(clientIds.terminal));
    for (const to of ['http://localhost:49152/', 'http://127.0.0.1:49153/']) {
      const { tokens } = await signedInAs('bob', { from: terminal, to });
      expect((await ask(tokens.accessToken)).status).toBe(200);
    }
  });

  it('lets only pages of its origins read its responses', async () => {
    const tokenEndpoint = `${app.url}/oidc/oauth2/token`;
    const body = () => new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'none', client_id: clientIds.page });
    const readableBy = async (origin: string) =>
      (await fetch(tokenEndpoint, { method: 'POST', body: body(), headers: { origin } })).headers.get(
        'access-control-allow-origin',
      );
    expect(await readableBy(app.url)).toBe(app.url);
    expect(await readableBy(app.url.replace('localhost', '127.0.0.1'))).toBe(app.url.replace('localhost', '127.0.0.1'));
    expect(await readableBy('http://localhost:9')).toBeNull();
  });
});

describe('rejects', () => {
  const authorize = (change: Record<string, string | undefined>, clientId = clientIds.page as string) => {
    const parameters = {
      response_type: 'code',
      client_id: clientId,
      redirect_uri: home,
      scope: signInScopes.join(' '),
      state: 's',
      code_challenge: 'a'.repeat(43),
      code_challenge_method: 'S256',
      ...change,
    };
    const given = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return new CookieBrowser().open(`${app.url}/oidc/oauth2/authorize?${new URLSearchParams(given)}`, home);
  };

  test.each<[string, Record<string, string | undefined>]>([
    ['a redirect to another host', { redirect_uri: 'https://evil.example/signed-in' }],
    ['a redirect to another path', { redirect_uri: 'http://localhost:3000/other' }],
    ['a redirect of the page to another port', { redirect_uri: 'http://localhost:9/signed-in' }],
    ['an unknown client', { client_id: 'other' }],
  ])('%s, with a message and without a redirect', async (_, change) => {
    const browser = await authorize(change);
    expect(browser.status).toBe(400);
    expect(browser.url).toContain(`${app.url}/oidc/`);
    expect(browser.text).toMatch(/<h1>Sign-in failed<\/h1>[\s\S]*role="alert"/);
  });

  test.each<[string, Record<string, string | undefined>]>([
    ['a sign-in without PKCE', { code_challenge: undefined, code_challenge_method: undefined }],
    ['a challenge that equals the verifier', { code_challenge_method: 'plain' }],
    ['the implicit grant', { response_type: 'token' }],
  ])('%s', async (_, change) => {
    const { url } = await authorize(change);
    expect(url).toMatch(/[?#]error=(invalid_request|unsupported_response_type)/);
    expect(url).not.toMatch(/[?&#](code|access_token)=/);
  });

  it('a code with another verifier, and a code that was used before', async () => {
    const { browser, transaction } = await sentToSignIn();
    await browser.pick('alice', home);
    const answer = new URL(browser.url).searchParams;
    await expect(client.finish({ ...transaction, verifier: 'b'.repeat(43) }, answer)).rejects.toMatchObject({
      code: 'invalid_grant',
    });

    const { browser: other, transaction: once } = await signedInAs('alice');
    await expect(client.finish(once, new URL(other.url).searchParams)).rejects.toMatchObject({ code: 'invalid_grant' });
  });

  it('a response to another sign-in', async () => {
    const { browser } = await sentToSignIn();
    await browser.pick('alice', home);
    const { transaction } = await client.begin(home);
    await expect(client.finish(transaction, new URL(browser.url).searchParams)).rejects.toMatchObject({ code: 'unexpected' });
  });

  it('a selection from another browser, of an unknown user, or from another site', async () => {
    const { browser } = await sentToSignIn();
    expect((await new CookieBrowser().open(browser.url)).status).toBe(400);
    const { url } = browser;
    // Older browsers send only the origin.
    const strangers: Record<string, string>[] = [
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const headers of strangers) {
      await browser.submit({ name: 'user', value: 'alice' }, home, headers);
      expect([browser.status, browser.url]).toEqual([403, url]);
      await browser.open(url);
    }
    await browser.pick('mallory', home);
    expect(browser.url).toContain('error=access_denied');
  });
});

describe('a refresh token', () => {
  it('returns new tokens once; a second use revokes all tokens derived from it', async () => {
    const { tokens } = await signedInAs('alice');
    const next = await client.refresh(tokens);
    expect((await ask(next.accessToken)).status).toBe(200);
    expect(next.refreshToken).not.toBe(tokens.refreshToken);
    await expect(client.refresh(tokens)).rejects.toMatchObject({ code: 'invalid_grant' });
    await expect(client.refresh(next)).rejects.toMatchObject({ code: 'invalid_grant' });
  });

  it('is invalid after its revocation', async () => {
    const { tokens } = await signedInAs('alice');
    await client.revoke(tokens);
    await expect(client.refresh(tokens)).rejects.toMatchObject({ code: 'invalid_grant' });
  });
});

it('signing out ends the browser’s session and its tokens, redirects back, and lets another user sign in', async () => {
  const { browser, tokens } = await signedInAs('alice');
  await browser.open(client.signOutUrl(`${app.url}/`));
  expect(browser.text).toContain('/oidc/assets/submit.js');
  await browser.submit({ name: 'logout', value: 'yes' }, `${app.url}/`);
  expect(browser.url).toBe(`${app.url}/`);

  await expect(client.refresh(tokens)).rejects.toMatchObject({ code: 'invalid_grant' });
  expect((await signedInAs('bob', { browser })).tokens.user.sub).toBe('bob');
});

it('signing out does not redirect to the URL of another application', async () => {
  const { browser } = await signedInAs('alice');
  await browser.open(client.signOutUrl('https://evil.example/'));
  expect([browser.status, new URL(browser.url).origin]).toEqual([400, app.url]);
});

it('the API rejects a token without the scope, and an ID token', async () => {
  const narrow = await OidcClient.discover({ ...settingsOf(), scope: 'openid email' });
  const { browser, transaction } = await sentToSignIn({ from: narrow });
  await browser.pick('alice', home);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: new URL(browser.url).searchParams.get('code') ?? '',
    redirect_uri: home,
    client_id: clientIds.page,
    code_verifier: transaction.verifier,
  });
  const answer = await fetch(`${app.url}/oidc/oauth2/token`, { method: 'POST', body });
  const tokens = (await answer.json()) as { access_token: string; id_token: string };
  expect(claimsIn(tokens.id_token)).toMatchObject({ token_use: 'id', sub: 'alice' });
  for (const token of [tokens.access_token, tokens.id_token]) {
    const refused = await ask(token);
    expect([refused.status, await refused.text()]).toEqual([403, '{"message":"Forbidden"}']);
    expect(refused.headers.get('www-authenticate')).toBe(`Bearer scope="${imagesScope}" error="insufficient_scope"`);
  }
});

it('its pages contain nothing that a policy without inline code blocks', async () => {
  const { browser } = await sentToSignIn();
  const answer = await fetch(`${app.url}/oidc/sign-in/none`);
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
  for (const text of [browser.text, await answer.text()]) expect(text).not.toMatch(/<script(?! src)|<style| on\w+=| style=/);
  const named = [...browser.text.matchAll(/(?:href|src)="(\/oidc\/[^"]+)"/g)].map(([, path = '']) => path);
  expect(named).toHaveLength(4);
  for (const path of [...named, '/oidc/assets/submit.js']) {
    const asset = await fetch(app.url + path);
    expect([path, asset.status]).toEqual([path, 200]);
    expect(asset.headers.get('content-type')).toMatch(/^(text\/(css|javascript)|image\/svg\+xml); charset=utf-8$/);
  }
});
