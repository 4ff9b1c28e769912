import { IssuerUnreachable, OidcClient, SignInRefused, type Tokens, type Transaction } from '../client/sign-in/oidc-client';
import { shortName } from '../lambda/names';
import type { PageConfig } from './config';
import { Unreachable } from './state/faults';

/** A signed-in user. The tokens are kept in this object only, and are lost when the page is closed. */
export interface Session {
  /** Display name: the user's e-mail address or name. */
  readonly user: string;
  /**
   * Returns an access token, and refreshes it shortly before it expires. @throws SessionEnded
   * @throws Unreachable
   */
  token(): Promise<string>;
  /** Signs out at the issuer and returns to the page. @throws Unreachable when offline */
  signOut(): Promise<void>;
}

export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}

/** The browser features that the sign-in needs. */
export interface BrowserWindow {
  readonly location: Pick<Location, 'origin' | 'pathname' | 'search' | 'assign' | 'replace'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly navigator: Pick<Navigator, 'onLine'>;
  /** Storage of this tab: the state of a sign-in while the browser is at the issuer. */
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Storage of all tabs: the signed-in user, for whom a new page asks the issuer. It contains no token and no secret. */
  readonly localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** Redirect URI of the page, as registered with the issuer. */
const signedInPath = '/signed-in';

const transactionKey = `${shortName}.sign-in`;
const userKey = `${shortName}.user`;

/** How long before its expiry a token is replaced. */
const earlyMs = 60_000;

/** State kept in the tab while the browser is at the issuer. */
interface Departure {
  readonly transaction: Transaction;
  /** URL of the page before the sign-in, and its history state. */
  readonly path: string;
  readonly state: unknown;
  readonly silently: boolean;
}

/**
 * Completes the sign-in if the page was opened by the issuer's redirect, and restores the URL. Otherwise continues an existing
 * session: the page redirects to the issuer and back without user interaction, and the promise does not settle.
 * @returns `undefined` when no user is signed in
 * @throws Unreachable
 * @throws Error with a message for the user when the sign-in failed
 */
export async function openSession(config: PageConfig, browser: BrowserWindow = window): Promise<Session | undefined> {
  const { pathname, search } = browser.location;
  const departure = takeDeparture(browser);
  if (pathname === signedInPath) {
    browser.history.replaceState(departure?.state ?? null, '', departure?.path ?? '/');
    if (departure) return inPageTerms(() => comeBack(config, browser, departure, new URLSearchParams(search)));
  }
  if (browser.localStorage.getItem(userKey) === null) return undefined;
  return leave(config, browser, true);
}

/** Redirects to the issuer, which returns to the current URL. @throws Unreachable */
export function signIn(config: PageConfig, browser: BrowserWindow = window): Promise<never> {
  return leave(config, browser, false);
}

async function leave(config: PageConfig, browser: BrowserWindow, silently: boolean): Promise<never> {
  const { location, history, sessionStorage } = browser;
  const client = await inPageTerms(() => OidcClient.discover(config));
  const { url, transaction } = await client.begin(location.origin + signedInPath, silently);
  const path = location.pathname === signedInPath ? '/' : location.pathname + location.search;
  sessionStorage.setItem(transactionKey, JSON.stringify({ transaction, path, state: history.state, silently } satisfies Departure));
  // Replaces the history entry, because the user did not start this navigation.
  if (silently) location.replace(url);
  else location.assign(url);
  // The page keeps running for a moment, and must do nothing.
  return new Promise(() => undefined);
}

function takeDeparture({ sessionStorage }: BrowserWindow): Departure | undefined {
  const kept = sessionStorage.getItem(transactionKey);
  sessionStorage.removeItem(transactionKey);
  return kept === null ? undefined : JSON.parse(kept);
}

async function comeBack(config: PageConfig, browser: BrowserWindow, { transaction, silently }: Departure, answer: URLSearchParams) {
  try {
    const client = await OidcClient.discover(config);
    const tokens = await client.finish(transaction, answer);
    browser.localStorage.setItem(userKey, tokens.user.sub);
    return new LiveSession(client, tokens, browser);
  } catch (error) {
    if (!(error instanceof SignInRefused)) throw error;
    // Another attempt would end in the same way.
    browser.localStorage.removeItem(userKey);
    const expected = silently || error.code === 'access_denied';
    if (expected && error.code !== 'unexpected') return undefined;
    throw new Error(`The sign-in failed (${error.message}). Sign in again.`, { cause: error });
  }
}

class LiveSession implements Session {
  private refreshing?: Promise<void>;
  private ended = false;

  constructor(
    private readonly client: OidcClient,
    private tokens: Tokens,
    private readonly browser: BrowserWindow,
  ) {}

  get user(): string {
    const { email, name, sub } = this.tokens.user;
    return String(email ?? name ?? sub);
  }

  async token(): Promise<string> {
    if (this.browser.localStorage.getItem(userKey) !== this.tokens.user.sub) {
      throw new SessionEnded('You signed out or switched to another account in another tab.');
    }
    if (this.ended) throw new SessionEnded('Your session has ended.');
    if (this.lastsMs < earlyMs) {
      // Concurrent requests share one refresh, because a refresh token can be used only once.
      this.refreshing ??= this.refresh().finally(() => {
        this.refreshing = undefined;
      });
      await this.refreshing;
    }
    return this.tokens.accessToken;
  }

  async signOut(): Promise<void> {
    if (!this.browser.navigator.onLine) throw new Unreachable('You are offline. Sign out when you are connected again.');
    this.ended = true;
    this.browser.localStorage.removeItem(userKey);
    // The issuer's session always ends. The page's tokens are revoked if the issuer supports it.
    await this.client.revoke(this.tokens).catch(() => undefined);
    this.browser.location.assign(this.client.signOutUrl(`${this.browser.location.origin}/`));
  }

  private get lastsMs(): number {
    return this.tokens.expiresAt - Date.now();
  }

  private async refresh(): Promise<void> {
    try {
      this.tokens = await inPageTerms(() => this.client.refresh(this.tokens));
    } catch (error) {
      if (error instanceof SignInRefused) {
        this.ended = true;
        throw new SessionEnded('Your session has ended.', { cause: error });
      }
      // The old token is still valid.
      if (this.lastsMs <= 0) throw error;
    }
  }
}

async function inPageTerms<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof IssuerUnreachable) throw new Unreachable(error.message, { cause: error });
    throw error;
  }
}
