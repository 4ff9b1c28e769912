// The page's sign-in against the local issuer. What the browser does between two pages is played here.

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

/** The browser of one computer, whose tabs have the local storage in common. */
class Computer {
  readonly browser = new CookieBrowser();
  readonly local = new Map<string, string>();
}

/** A tab with the page in it. */
class Tab {
  readonly session = new Map<string, string>();
  /** Where the page has sent the browser to, and whether that takes the place of the page in the history. */
  sentTo?: string;
  replaced?: boolean;
  /** What the browser keeps for the current entry of the history. */
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

  /** What the page does when it is loaded. */
  load(): Promise<Session | undefined> {
    return openSession(config, this.window());
  }

  /** Follows where the page has sent the browser, until that comes back; the page is then loaded anew. */
  async follow(act: (browser: CookieBrowser) => Promise<unknown> = async () => undefined): Promise<Session | undefined> {
    const { browser } = this.computer;
    const sentTo = await until(() => this.sentTo);
    this.sentTo = undefined;
    await browser.open(sentTo, `${app.url}/signed-in`);
    await act(browser);
    this.url = browser.url;
    // An entry that the issuer has made knows nothing of the page.
    this.state = null;
    return this.load();
  }

  /** Presses "Sign in" and picks a user. */
  async signIn(user: string): Promise<Session> {
    void signIn(config, this.window());
    const session = await this.follow((browser) => browser.pick(user, `${app.url}/signed-in`));
    if (!session) throw new Error('Nobody is signed in.');
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

/** Sets the clock of this process ahead, in milliseconds from now. */
function pass(ms: number): void {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ms);
}

/** How long an access token lasts, in milliseconds. */
const life = 15 * 60_000;

describe('a session', () => {
  it('is none at first, and asks nobody', async () => {
    const tab = new Tab();
    expect(await tab.load()).toBeUndefined();
    expect(tab.sentTo).toBeUndefined();
  });

  it('begins when the browser comes back, opens the API, and puts the address back', async () => {
    const tab = new Tab(undefined, '/view/1?x=y');
    const session = await tab.signIn('alice');
    expect(session.user).toBe('alice@example.com');
    expect(await ask(session)).toBe(200);
    expect(tab.url).toBe(`${app.url}/view/1?x=y`);
  });

  it('leaves no token in what a script could read later', async () => {
    const tab = new Tab();
    await tab.signIn('alice');
    expect([...tab.session, ...tab.computer.local]).toEqual([[`${shortName}.user`, 'alice']]);
  });

  it('goes on after a reload and in a new tab without a click, where it was', async () => {
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

  it('takes the place of the page in the history when it is looked for, and none when the user signs in', async () => {
    const tab = new Tab();
    await tab.signIn('bob');
    expect(tab.replaced).toBe(false);
    void tab.load();
    await tab.follow();
    expect(tab.replaced).toBe(true);
  });

  it('is none where the issuer has forgotten it, and is then not looked for again', async () => {
    const tab = new Tab();
    tab.computer.local.set(`${shortName}.user`, 'alice');
    void tab.load();
    expect(await tab.follow()).toBeUndefined();
    expect(await tab.load()).toBeUndefined();
    expect(tab.sentTo).toBeUndefined();
  });

  it('does not begin when the user cancels, nor when the way back is opened by itself', async () => {
    const tab = new Tab();
    void signIn(config, tab.window());
    expect(await tab.follow((browser) => browser.cancel(`${app.url}/signed-in`))).toBeUndefined();
    expect(tab.url).toBe(`${app.url}/`);

    const bookmark = new Tab(undefined, '/signed-in?code=x&state=y');
    expect(await bookmark.load()).toBeUndefined();
    expect(bookmark.url).toBe(`${app.url}/`);
  });

  it('is refused in words when the answer is to another sign-in', async () => {
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
  it('is the same until shortly before its end, and then a new one, for which the issuer is asked once', async () => {
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

  it('is the old one for as long as it lasts while nobody answers, and then there is none; the session stays', async () => {
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

  it('is not given any more when the session was ended elsewhere, and then nobody is asked again', async () => {
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
  it('ends the session here, with the issuer and in other tabs, and lets somebody else sign in', async () => {
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

  it('ends the tokens that were made for the page', async () => {
    const tab = new Tab();
    const session = await tab.signIn('alice');
    const requests = jest.spyOn(globalThis, 'fetch');
    await session.signOut();
    const [url, init] = requests.mock.calls[0] ?? [];
    expect(String(url)).toBe(`${config.issuer}/oauth2/revoke`);
    expect(String(init?.body)).toContain('client_id=local');
  });

  it('asks Cognito in its own words, too', async () => {
    const tab = new Tab();
    await (await tab.signIn('alice')).signOut();
    expect(Object.fromEntries(new URL(tab.sentTo ?? '').searchParams)).toEqual({
      client_id: 'local',
      logout_uri: `${app.url}/`,
      post_logout_redirect_uri: `${app.url}/`,
    });
  });

  it('is not begun without a connection', async () => {
    const tab = new Tab();
    const session = await tab.signIn('alice');
    tab.online = false;
    await expect(session.signOut()).rejects.toThrow(Unreachable);
    expect(tab.sentTo).toBeUndefined();
    expect(await ask(session)).toBe(200);
  });
});

it('nobody leaves for an issuer that does not answer', async () => {
  const nowhere = { ...config, issuer: 'http://localhost:9/oidc' };
  const tab = new Tab();
  await expect(signIn(nowhere, tab.window())).rejects.toThrow(Unreachable);
  tab.computer.local.set(`${shortName}.user`, 'alice');
  await expect(openSession(nowhere, tab.window())).rejects.toThrow(Unreachable);
  expect([tab.sentTo, tab.session.size]).toEqual([undefined, 0]);
});
