import { OidcClient, type Tokens } from '../../client/sign-in/oidc-client';
import { signInScopes } from '../../lambda/contract';
import { signInByBrowser } from '../../ops/sign-in/sign-in';
import { CookieBrowser } from '../../test/support/cookie-browser';
import type { Outputs } from './cdk';
import { runNode } from './command-line';
import { lastMailTo } from './mailbox';
import type { Emulator } from './ministack';

const ownFetch = globalThis.fetch;

/** A user who was invited to a stage, and signs in with a browser. */
export class User {
  private constructor(
    private readonly outputs: Outputs,
    private readonly email: string,
    private password: string,
    /** The mail that Cognito sent. */
    readonly invitation: string,
  ) {}

  /** Invites a user with the project's command. The e-mail contains the temporary password. */
  static async invite(emulator: Emulator, outputs: Outputs, email: string): Promise<User> {
    await runNode(emulator, '--require', './cli/typescript.cjs', 'ops/user/main.ts', 'create', email);
    const invitation = await lastMailTo(emulator, email);
    const [, password = ''] = /Temporary password: (\S+)$/m.exec(invitation) ?? [];
    return new User(outputs, email, password, invitation);
  }

  /** Signs in like the terminal commands. @returns an access token */
  async signInByTerminal(): Promise<string> {
    const { SignInIssuer: issuer, NativeClientId: clientId } = this.outputs;
    let open = (_url: string): void => undefined;
    const opened = new Promise<string>((resolve) => {
      open = resolve;
    });
    const tell = () => undefined;
    const [token] = await Promise.all([
      signInByBrowser({ issuer, clientId, scope: signInScopes.join(' ') }, { open, tell, timeoutMs: 30_000 }),
      // The terminal command listens on this computer, not on the emulator.
      opened.then(async (url) => ownFetch(await this.passManagedLogin(url))),
    ]);
    return token;
  }

  /** Signs in like the page. */
  async signInAtPage(): Promise<Tokens> {
    const client = await this.pageClient(signInScopes);
    const { url, transaction } = await client.begin(this.pageRedirect);
    return client.finish(transaction, new URL(await this.passManagedLogin(url)).searchParams);
  }

  /** Requests tokens as the page does, with the given scopes. @returns the issuer's response, including the ID token */
  async askFor(scopes: readonly string[]): Promise<{ access_token: string; id_token: string }> {
    const { url, transaction } = await (await this.pageClient(scopes)).begin(this.pageRedirect);
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: this.outputs.PageClientId,
      redirect_uri: transaction.redirectUri,
      code: new URL(await this.passManagedLogin(url)).searchParams.get('code') ?? '',
      code_verifier: transaction.verifier,
    });
    const answer = await fetch(new URL('/oauth2/token', url), { method: 'POST', body });
    return (await answer.json()) as { access_token: string; id_token: string };
  }

  private get pageRedirect(): string {
    return `${this.outputs.PageUrl}signed-in`;
  }

  private pageClient(scopes: readonly string[]): Promise<OidcClient> {
    const { SignInIssuer: issuer, PageClientId: clientId } = this.outputs;
    return OidcClient.discover({ issuer, clientId, scope: scopes.join(' ') });
  }

  /**
   * Fills in the forms of managed login, and at the first sign-in also the form for a new password.
   * @returns the URL to which it redirects the browser  @throws Error when the sign-in fails
   */
  private async passManagedLogin(url: string): Promise<string> {
    const redirectUri = new URL(url).searchParams.get('redirect_uri') ?? '';
    const chosen = 'Correct-horse-battery-1';
    const browser = await new CookieBrowser().open(url, redirectUri);
    for (let forms = 0; !browser.url.startsWith(`${redirectUri}?`); forms++) {
      if (forms === 2 || !browser.text.includes('<form')) throw new Error(`Managed login rejects ${this.email}: ${browser.text}`);
      const known = { username: this.email, password: this.password, new_password: chosen, confirm_password: chosen };
      const body = new URLSearchParams();
      for (const [, name = '', value] of browser.text.matchAll(/<input[^>]* name="(\w+)"(?:[^>]* value="([^"]*)")?/g)) {
        body.append(name, value ?? known[name as keyof typeof known] ?? '');
      }
      if (body.has('new_password')) this.password = chosen;
      await browser.open(new URL('/login', url).href, redirectUri, { method: 'POST', body });
    }
    return browser.url;
  }
}
