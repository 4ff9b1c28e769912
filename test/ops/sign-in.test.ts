import { createServer } from 'node:http';
import { signInScopes } from '../../lambda/contract';
import { clientIds } from '../../local/cognito/clients';
import { openLoopback } from '../../ops/sign-in/loopback';
import { signInByBrowser } from '../../ops/sign-in/sign-in';
import { CookieBrowser } from '../support/cookie-browser';
import { startIssuer, type TestIssuer } from '../support/issuer';
import { claimsIn } from '../support/tokens';

let app: TestIssuer;

beforeAll(async () => {
  app = await startIssuer();
});
afterAll(() => app.close());

const settings = () => ({ issuer: `${app.url}/oidc`, clientId: clientIds.terminal, scope: signInScopes.join(' ') });

/** Signs in with a simulated browser, on separate ports. */
function signIn(
  use: (browser: CookieBrowser, url: string) => Promise<unknown>,
  props: { timeoutMs?: number; ports?: number[] } = {},
) {
  const used: Promise<unknown>[] = [];
  const open = (url: string) => void used.push(use(new CookieBrowser(), url));
  return signInByBrowser(settings(), { open, tell: () => undefined, ports: [0], ...props }).finally(() => Promise.all(used));
}

describe('signing in by the browser', () => {
  it('returns an access token', async () => {
    const token = await signIn(async (browser, url) => (await browser.open(url)).pick('alice'));
    expect(claimsIn(token)).toMatchObject({ sub: 'alice', token_use: 'access', client_id: clientIds.terminal });
  });

  it('reports a canceled sign-in to the browser and the terminal', async () => {
    let shown = '';
    const signingIn = signIn(async (browser, url) => {
      shown = (await (await browser.open(url)).cancel()).text;
    });
    await expect(signingIn).rejects.toThrow('The sign-in failed: The sign-in was canceled.');
    expect(shown).toMatch(/^The sign-in failed\. /);
  });

  it('ignores requests that are not the expected redirect', async () => {
    const answers: number[] = [];
    const token = await signIn(async (browser, url) => {
      const back = new URL(url).searchParams.get('redirect_uri') ?? '';
      for (const other of ['?code=x&state=other', '?code=x', 'favicon.ico']) answers.push((await fetch(back + other)).status);
      answers.push((await fetch(back, { method: 'POST' })).status);
      await (await browser.open(url)).pick('bob');
    });
    expect(answers).toEqual([400, 400, 404, 404]);
    expect(claimsIn(token).sub).toBe('bob');
  });

  it('uses the next port when one is in use, and fails when all are', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    try {
      const loopback = await openLoopback([port, 0]);
      expect(new URL(loopback.redirectUri).port).not.toBe(String(port));
      loopback.close();
      await expect(signIn(async () => undefined, { ports: [port, port] })).rejects.toThrow(
        /^The ports \d+, \d+ are all in use.*--token TOKEN\.$/,
      );
    } finally {
      other.close();
    }
  });

  it('fails when the user does not sign in, when the issuer cannot be reached, and when the code is not the issuer’s', async () => {
    await expect(signIn(async () => undefined, { timeoutMs: 1 })).rejects.toThrow(/^No sign-in within 1 s\./);
    const nowhere = { ...settings(), issuer: 'http://localhost:9/oidc' };
    await expect(signInByBrowser(nowhere, { open: fail, tell: fail, ports: [0] })).rejects.toThrow(
      'Cannot reach http://localhost:9. Check your internet connection.',
    );
    const forged = signIn(async (_browser, url) => {
      const { searchParams } = new URL(url);
      const answer = new URLSearchParams({ code: 'x', state: searchParams.get('state') ?? '', iss: `${app.url}/oidc` });
      await fetch(`${searchParams.get('redirect_uri')}?${answer}`);
    });
    await expect(forged).rejects.toThrow(/^The sign-in failed: /);
  });
});

function fail(): never {
  throw new Error('This line must not be reached.');
}
