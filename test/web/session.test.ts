// The page's sign-in against the local issuer. The test simulates the browser's navigation.
import { signInScopes } from '../../lambda/contract';
import { shortName } from '../../lambda/names';
import { clientIds } from '../../local/cognito/clients';
import type { PageConfig } from '../../web/config';
import { type BrowserWindow, openSession, type Session, SessionEnded, signIn } from '../../web/session';
import { Unreachable } from '../../web/state/faults';
import { CookieBrowser } from '../support/cookie-browser';
import { startIssuer, type TestIssuer } from '../support/issuer';
import { until } from '../support/until';

let app: TestIssuer;
let config: PageConfig;

beforeAll(async () => {
  app = await startIssuer();
  const scope = signInScopes.join(' ');
  config = { api: '/api', issuer: `${app.url}/oidc`, clientId: clientIds.page, scope, maxBytes: 1, local: true };
});
afterAll(() => app.close());
afterEach(() => jest.restoreAllMocks());

/** The browser, whose tabs share the local storage. */
class Computer {
  readonly browser = new CookieBrowser();
  readonly local = new Map<string, string>();
}

/** A tab that shows the page. */
class Tab {
  readonly session = new Map<string, string>();
  /** Where the page has navigated to, and whether that replaces its history entry. */
  sentTo?: string;
  replaced?: boolean;
  /** State of the current history entry. */
  state: unknown = null;
  online = true;
  url: string;

  constructor(
    readonly computer = new Computer(),
    path = '/',
  ) {
    this.url = app.url + path;
  }

  window(): BrowserWindow {
    const tab = this;
    const { origin, pathname, search } = new URL(this.url);
    return {
      location: {
        origin,
        pathname,
        search,
        assign: (url) => {
          this.sentTo = String(url);
          this.replaced = false;
        },
        replace: (url) => {
          this.sentTo = String(url);
          this.replaced = true;
        },
      },
      history: {
        get state() {
          return tab.state;
        },
        replaceState: (state, _title, url) => {
          this.state = state;
          this.url = new URL(String(url), this.url).href;
        },
      },
      navigator: {
        get onLine() {
          return tab.online;
        },
      },
      sessionStorage: storage(this.session),
      localStorage: storage(this.computer.local),
    };
  }

  /** Loads the page. */
  load(): Promise<Session | undefined> {
    return openSession(config, this.window());
  }

  /** Follows the page's redirects until the browser returns, and loads the page again. */
  async follow(act: (browser: CookieBrowser) => Promise<unknown> = async () => undefined): Promise<Session | undefined> {
    const { browser } = this.computer;
    const sentTo = await until(() => this.sentTo);
    this.sentTo = undefined;
    await browser.open(sentTo, `${app.url}/signed-in`);
    await act(browser);
    this.url = browser.url;
    // A new history entry has no state.
    this.state = null;
    return this.load();
  }

  /** Clicks "Sign in" and selects a user. */
  async signIn(user: string): Promise<Session> {
    void signIn(config, this.window());
    const session = await this.follow((browser) => browser.pick(user, `${app.url}/signed-in`));
    if (!session) throw new Error('No user is signed in.');
    return session;
  }
}

const storage = (items: Map<string, string>) => ({
  getItem: (key: string) => items.get(key) ?? null,
  setItem: (key: string, value: string) => void items.set(key, value),
  removeItem: (key: string) => void items.delete(key),
});

const ask = async (session: Session) =>
  (await fetch(`${app.url}/api/images`, { headers: { authorization: `Bearer ${await session.token()}` } })).status;

const realNow = Date.now.bind(Date);

/** Moves the clock of this process forward. @param ms milliseconds from now */
function pass(ms: number): void {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ms);
}

/** Lifetime of an access token, in milliseconds. */
const life = 15 * 60_000;

describe('a session', () => {
  it('does not exist at first, and no request is sent', async () => {
    const tab = new Tab();
    expect(await tab.load()).toBeUndefined();
    expect(tab.sentTo).toBeUndefined();
  });

  it('begins when the browser returns, gives access to the API, and restores the URL', async () => {
    const tab = new Tab(undefined, '/view/1?x=y');
    const session = await tab.signIn('alice');
    expect(session.user).toBe('alice@example.com');
    expect(await ask(session)).toBe(200);
    expect(tab.url).toBe(`${app.url}/view/1?x=y`);
  });

  it('leaves no token where another script can read it', async () => {
    const tab = new Tab();
    await tab.signIn('alice');
    expect([...tab.session, ...tab.computer.local]).toEqual([[`${shortName}.user`, 'alice']]);
  });

  it('continues after a reload and in a new tab without a click, at the same URL', async () => {
    const tab = new Tab();
    await tab.signIn('bob');
    for (const again of [tab, new Tab(tab.computer, '/view/2')]) {
      const { url } = again;
      again.state = { scrollY: 300 };
      void again.load();
      expect((await again.follow())?.user).toBe('bob@example.com');
      expect(again.url).toBe(url);
      expect(again.state).toEqual({ scrollY: 300 });
    }
  });

  it('replaces the history entry when it is continued, and adds one when the user signs in', async () => {
    const tab = new Tab();
    await tab.signIn('bob');
    expect(tab.replaced).toBe(false);
    void tab.load();
    await tab.follow();
    expect(tab.replaced).toBe(true);
  });

  it('ends when the issuer has lost it, and is not requested again', async () => {
    const tab = new Tab();
    tab.computer.local.set(`${shortName}.user`, 'alice');
    void tab.load();
    expect(await tab.follow()).toBeUndefined();
    expect(await tab.load()).toBeUndefined();
    expect(tab.sentTo).toBeUndefined();
  });

  it('does not begin when the user cancels, nor when the redirect URI is opened directly', async () => {
    const tab = new Tab();
    void signIn(config, tab.window());
    expect(await tab.follow((browser) => browser.cancel(`${app.url}/signed-in`))).toBeUndefined();
    expect(tab.url).toBe(`${app.url}/`);

    const bookmark = new Tab(undefined, '/signed-in?code=x&state=y');
    expect(await bookmark.load()).toBeUndefined();
    expect(bookmark.url).toBe(`${app.url}/`);
  });

  it('is rejected with a message when the response belongs to another sign-in', async () => {
    const [tab, other] = [new Tab(), new Tab()];
    void signIn(config, tab.window());
    void signIn(config, other.window());
    await until(() => tab.sentTo && other.sentTo);
    const back = tab.follow((browser) =>
      browser.pick('alice', `${app.url}/signed-in`).then(() => {
        tab.session.clear();
        for (const [key, value] of other.session) tab.session.set(key, value);
      }),
    );
    await expect(back).rejects.toThrow(/^The sign-in failed \(.*state.*\)\. Sign in again\.$/);
  });
});

describe('a token', () => {
  it('is reused until shortly before its expiry, and then refreshed with one request', async () => {
    const session = await new Tab().signIn('alice');
    const first = await session.token();
    pass(life - 2 * 60_000);
    expect(await session.token()).toBe(first);

    pass(life - 30_000);
    const requests = jest.spyOn(globalThis, 'fetch');
    const tokens = await Promise.all([1, 2, 3].map(() => session.token()));
    expect(requests).toHaveBeenCalledTimes(1);
    expect(new Set(tokens).size).toBe(1);
    expect(tokens[0]).not.toBe(first);
    expect(await ask(session)).toBe(200);
  });

  it('is used until its expiry while the issuer does not respond; the session continues afterwards', async () => {
    const session = await new Tab().signIn('alice');
    const first = await session.token();
    const cut = () => jest.spyOn(globalThis, 'fetch').mockRejectedValue(new TypeError('Failed to fetch'));
    pass(life - 30_000);
    cut();
    expect(await session.token()).toBe(first);
    pass(life + 1000);
    await expect(session.token()).rejects.toThrow(Unreachable);
    jest.restoreAllMocks();
    expect(await ask(session)).toBe(200);
  });

  it('is no longer returned after the session ended elsewhere, and no request is sent', async () => {
    const tab = new Tab();
    const session = await tab.signIn('alice');
    const { issuer } = config;
    await tab.computer.browser.open(`${issuer}/logout`);
    await tab.computer.browser.submit({ name: 'logout', value: 'yes' });

    pass(2 * life);
    await expect(session.token()).rejects.toThrow(SessionEnded);
    const requests = jest.spyOn(globalThis, 'fetch');
    await expect(session.token()).rejects.toThrow('Your session has ended.');
    expect(requests).not.toHaveBeenCalled();
  });
});

describe('signing out', () => {
  it('ends the session here, at the issuer and in other tabs, and lets another user sign in', async () => {
    const tab = new Tab();
    const other = new Tab(tab.computer);
    const session = await tab.signIn('alice');
    void other.load();
    const inOther = (await other.follow()) as Session;

    await session.signOut();
    const { browser } = tab.computer;
    await browser.open(tab.sentTo ?? '');
    await browser.submit({ name: 'logout', value: 'yes' }, `${app.url}/`);
    expect(browser.url).toBe(`${app.url}/`);
    tab.url = browser.url;
    tab.sentTo = undefined;

    expect(await tab.load()).toBeUndefined();
    for (const ended of [session, inOther]) await expect(ended.token()).rejects.toThrow(SessionEnded);
    expect((await tab.signIn('bob')).user).toBe('bob@example.com');
    await expect(inOther.token()).rejects.toThrow(SessionEnded);
  });

  it('revokes the page’s tokens', async () => {
    const tab = new Tab();
    const session = await tab.signIn('alice');
    const requests = jest.spyOn(globalThis, 'fetch');
    await session.signOut();
    const [url, init] = requests.mock.calls[0] ?? [];
    expect(String(url)).toBe(`${config.issuer}/oauth2/revoke`);
    expect(String(init?.body)).toContain('client_id=local');
  });

  it('uses Cognito’s parameter names too', async () => {
    const tab = new Tab();
    await (await tab.signIn('alice')).signOut();
    expect(Object.fromEntries(new URL(tab.sentTo ?? '').searchParams)).toEqual({
      client_id: 'local',
      logout_uri: `${app.url}/`,
      post_logout_redirect_uri: `${app.url}/`,
    });
  });

  it('does not begin while offline', async () => {
    const tab = new Tab();
    const session = await tab.signIn('alice');
    tab.online = false;
    await expect(session.signOut()).rejects.toThrow(Unreachable);
    expect(tab.sentTo).toBeUndefined();
    expect(await ask(session)).toBe(200);
  });
});

it('does not navigate to an issuer that does not respond', async () => {
  const nowhere = { ...config, issuer: 'http://localhost:9/oidc' };
  const tab = new Tab();
  await expect(signIn(nowhere, tab.window())).rejects.toThrow(Unreachable);
  tab.computer.local.set(`${shortName}.user`, 'alice');
  await expect(openSession(nowhere, tab.window())).rejects.toThrow(Unreachable);
  expect([tab.sentTo, tab.session.size]).toEqual([undefined, 0]);
});
