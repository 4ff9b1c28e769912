import { IssuerUnreachable, OidcClient, SignInRefused, type Tokens, type Transaction } from '../client/sign-in/oidc-client';
import { shortName } from '../lambda/names';
import type { PageConfig } from './config';
import { Unreachable } from './state/faults';

/** A user who has signed in. The tokens stand in this object, which is gone with the page, and nowhere else. */
export interface Session {
  /** As the page shows it: the user's e-mail, or name. */
  readonly user: string;
  /** A token for a request; refreshed where it is about to end. @throws SessionEnded  @throws Unreachable */
  token(): Promise<string>;
  /** Goes away to the issuer and comes back signed out. @throws Unreachable when offline */
  signOut(): Promise<void>;
}

export class SessionEnded extends Error {
  override readonly name = 'SessionEnded';
}

/** As much of the browser as signing in needs. */
export interface BrowserWindow {
  readonly location: Pick<Location, 'origin' | 'pathname' | 'search' | 'assign' | 'replace'>;
  readonly history: Pick<History, 'replaceState' | 'state'>;
  readonly navigator: Pick<Navigator, 'onLine'>;
  /** Of this tab: what is open of a sign-in while the page is away. */
  readonly sessionStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** Of all tabs: who is signed in, so that a new page asks the issuer for that. No token, and nothing that opens anything. */
  readonly localStorage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/** The page's own address for the way back, as the issuer knows it. */
const signedInPath = '/signed-in';

const transactionKey = `${shortName}.sign-in`;
const userKey = `${shortName}.user`;

/** How long before its end a token is replaced. */
const earlyMs = 60_000;

/** What is kept in the tab while the page is away. */
interface Departure {
  readonly transaction: Transaction;
  /** Where the page was, and what the browser kept for it. */
  readonly path: string;
  readonly state: unknown;
  readonly silently: boolean;
}

/**
 * Ends the way back from the issuer if this is one, and puts the address back to where the page had been. Else finds a session
 * that goes on: the page goes to the issuer and comes back without a click, and the promise does not settle.
 * @returns `undefined` when nobody is signed in
 * @throws Unreachable  @throws Error in words, when the sign-in failed
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

/** Leaves the page for the issuer's, to come back to where it is now. @throws Unreachable */
export function signIn(config: PageConfig, browser: BrowserWindow = window): Promise<never> {
  return leave(config, browser, false);
}

async function leave(config: PageConfig, browser: BrowserWindow, silently: boolean): Promise<never> {
  const { location, history, sessionStorage } = browser;
  const client = await inPageTerms(() => OidcClient.discover(config));
  const { url, transaction } = await client.begin(location.origin + signedInPath, silently);
  const path = location.pathname === signedInPath ? '/' : location.pathname + location.search;
  sessionStorage.setItem(transactionKey, JSON.stringify({ transaction, path, state: history.state, silently } satisfies Departure));
  // What the user did not ask for must not stand in the way of Back.
  if (silently) location.replace(url);
  else location.assign(url);
  // The page goes on for some moments, and is to do nothing in them.
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
    // Once more would end here again.
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
      throw new SessionEnded('You have signed out, or signed in as somebody else, in another tab.');
    }
    if (this.ended) throw new SessionEnded('Your session has ended.');
    if (this.lastsMs < earlyMs) {
      // Many ask at once, and a refresh token is good for once.
      this.refreshing ??= this.refresh().finally(() => {
        this.refreshing = undefined;
      });
      await this.refreshing;
    }
    return this.tokens.accessToken;
  }

  async signOut(): Promise<void> {
    if (!this.browser.navigator.onLine) throw new Unreachable('There is no connection to sign out by.');
    this.ended = true;
    this.browser.localStorage.removeItem(userKey);
    // The issuer's own session ends in any case; what it knows of this page's tokens, if it lets pages end them.
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
      // The old one still opens what is open.
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
