import * as oauth from 'oauth4webapi';

/** The issuer and the client of a sign-in. */
export interface SignInSettings {
  /** URL of the OpenID Connect issuer. `http` is allowed for localhost only. */
  readonly issuer: string;
  /** A public client without a secret: neither a page nor a command can keep one. */
  readonly clientId: string;
  /** Separated by spaces. */
  readonly scope: string;
}

/** State that must be kept until the browser returns from the sign-in. */
export interface Transaction {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** When the access token expires, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** Claims of the ID token. */
  readonly user: { readonly sub: string; readonly email?: unknown; readonly name?: unknown };
}

/** Thrown when the issuer returns an error. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(
    /** OAuth error code, such as `access_denied` or `invalid_grant`; `unexpected` for a response that cannot be trusted. */
    readonly code: string,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** Thrown when the issuer does not respond. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable';
}

/** Timeout of a request to the issuer, in milliseconds. */
const patienceMs = 15_000;

/**
 * Signs in with the authorization code grant and PKCE. Every method throws IssuerUnreachable when the issuer does not respond,
 * and SignInRefused when the response is an error or cannot be trusted.
 * @see https://www.rfc-editor.org/rfc/rfc9700
 */
export class OidcClient {
  private constructor(
    private readonly settings: SignInSettings,
    private readonly server: oauth.AuthorizationServer,
  ) {}

  static async discover(settings: SignInSettings): Promise<OidcClient> {
    const issuer = new URL(settings.issuer);
    const server = await inOurTerms(async () =>
      oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, optionsFor(settings))),
    );
    return new OidcClient(settings, server);
  }

  /**
   * Returns the URL of the sign-in page, and the state to keep until the browser returns.
   * @param silently sign in only a user who still has a session with the issuer, without showing a page @default false
   */
  async begin(redirectUri: string, silently = false): Promise<{ url: string; transaction: Transaction }> {
    const transaction = {
      redirectUri,
      state: oauth.generateRandomState(),
      nonce: oauth.generateRandomNonce(),
      verifier: oauth.generateRandomCodeVerifier(),
    };
    const url = new URL(this.server.authorization_endpoint ?? '');
    const parameters = {
      response_type: 'code',
      client_id: this.settings.clientId,
      redirect_uri: redirectUri,
      scope: this.settings.scope,
      state: transaction.state,
      nonce: transaction.nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(transaction.verifier),
      code_challenge_method: 'S256',
      ...(silently && { prompt: 'none' }),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.href, transaction };
  }

  /** Exchanges the authorization code for tokens. */
  finish({ redirectUri, state, nonce, verifier }: Transaction, answer: URLSearchParams): Promise<Tokens> {
    return this.tokensFrom(async () => {
      const checked = oauth.validateAuthResponse(this.server, this.client, answer, state);
      const response = await oauth.authorizationCodeGrantRequest(
        this.server,
        this.client,
        oauth.None(),
        checked,
        redirectUri,
        verifier,
        optionsFor(this.settings),
      );
      const expected = { expectedNonce: nonce, requireIdToken: true };
      return oauth.processAuthorizationCodeResponse(this.server, this.client, response, expected);
    });
  }

  /** Refreshes the tokens. When the issuer rotates refresh tokens, the old one becomes invalid. */
  refresh(old: Tokens): Promise<Tokens> {
    return this.tokensFrom(async () => {
      const { refreshToken = '' } = old;
      const options = optionsFor(this.settings);
      const response = await oauth.refreshTokenGrantRequest(this.server, this.client, oauth.None(), refreshToken, options);
      return oauth.processRefreshTokenResponse(this.server, this.client, response);
    }, old);
  }

  /** Revokes a refresh token and its access tokens. */
  async revoke({ refreshToken }: Tokens): Promise<void> {
    if (refreshToken === undefined || this.server.revocation_endpoint === undefined) return;
    await inOurTerms(async () => {
      const options = optionsFor(this.settings);
      const response = await oauth.revocationRequest(this.server, this.client, oauth.None(), refreshToken, options);
      await oauth.processRevocationResponse(response);
    });
  }

  /** Returns the URL that ends the browser's session with the issuer. @param returnTo a URL registered with the issuer */
  signOutUrl(returnTo: string): string {
    const url = new URL(this.server.end_session_endpoint ?? returnTo);
    url.searchParams.set('client_id', this.settings.clientId);
    // The first parameter is OpenID Connect's, the second is Cognito's; each ignores the other one.
    url.searchParams.set('post_logout_redirect_uri', returnTo);
    url.searchParams.set('logout_uri', returnTo);
    return url.href;
  }

  private get client(): oauth.Client {
    return { client_id: this.settings.clientId };
  }

  private async tokensFrom(ask: () => Promise<oauth.TokenEndpointResponse>, old?: Tokens): Promise<Tokens> {
    const answer = await inOurTerms(ask);
    const user = oauth.getValidatedIdTokenClaims(answer) ?? old?.user;
    if (!user) throw new SignInRefused('unexpected', 'The ID token has no subject.', undefined);
    return {
      accessToken: answer.access_token,
      refreshToken: answer.refresh_token ?? old?.refreshToken,
      expiresAt: Date.now() + (answer.expires_in ?? 0) * 1000,
      user,
    };
  }
}

function optionsFor({ issuer }: SignInSettings) {
  return {
    [oauth.allowInsecureRequests]: new URL(issuer).hostname === 'localhost',
    [oauth.customFetch]: reach,
    signal: () => AbortSignal.timeout(patienceMs),
  };
}

async function reach(url: string, init: oauth.CustomFetchOptions<string, unknown>): Promise<Response> {
  try {
    return await fetch(url, init as RequestInit);
  } catch (cause) {
    throw new IssuerUnreachable(`Cannot reach ${new URL(url).origin}.`, { cause });
  }
}

async function inOurTerms<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof IssuerUnreachable) throw error;
    if (error instanceof oauth.AuthorizationResponseError || error instanceof oauth.ResponseBodyError) {
      throw new SignInRefused(error.error, error.error_description ?? error.error, error);
    }
    throw new SignInRefused('unexpected', (error as Error).message, error);
  }
}
