import * as oauth from 'oauth4webapi';

/** Who signs people in, and whom for. */
export interface SignInSettings {
  /** The OpenID Connect issuer. In the open only on this computer. */
  readonly issuer: string;
  /** A client without a secret: neither a page nor a command of the terminal can keep one. */
  readonly clientId: string;
  /** With spaces between them. */
  readonly scope: string;
}

/** What must be known of a sign-in when the browser comes back. */
export interface Transaction {
  readonly redirectUri: string;
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken?: string;
  /** When the access token ends, in milliseconds since the epoch. */
  readonly expiresAt: number;
  /** What the ID token says of the user. */
  readonly user: { readonly sub: string; readonly email?: unknown; readonly name?: unknown };
}

/** The issuer did not do what it was asked for. */
export class SignInRefused extends Error {
  override readonly name = 'SignInRefused';

  constructor(
    /** As OAuth names it: `access_denied`, `invalid_grant`. `unexpected` for an answer that is not to be trusted. */
    readonly code: string,
    message: string,
    cause: unknown,
  ) {
    super(message, { cause });
  }
}

/** Nobody answered. */
export class IssuerUnreachable extends Error {
  override readonly name = 'IssuerUnreachable';
}

/** How long the issuer has to answer. */
const patienceMs = 15_000;

/**
 * Signs in by the authorization code grant with PKCE. Every method throws IssuerUnreachable when nobody answers, and SignInRefused
 * when the answer is a refusal or is not to be trusted.
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
   * Where to send the browser, and what to keep until it is back.
   * @param silently ask for a user whom the issuer knows still, and show no page  @default false
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

  /** Makes tokens of the answer that the browser has brought. */
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

  /** New tokens for old ones. Where the issuer rotates them, the old refresh token has ended then. */
  refresh(old: Tokens): Promise<Tokens> {
    return this.tokensFrom(async () => {
      const { refreshToken = '' } = old;
      const options = optionsFor(this.settings);
      const response = await oauth.refreshTokenGrantRequest(this.server, this.client, oauth.None(), refreshToken, options);
      return oauth.processRefreshTokenResponse(this.server, this.client, response);
    }, old);
  }

  /** Ends a refresh token, and what was made of it. */
  async revoke({ refreshToken }: Tokens): Promise<void> {
    if (refreshToken === undefined || this.server.revocation_endpoint === undefined) return;
    await inOurTerms(async () => {
      const options = optionsFor(this.settings);
      const response = await oauth.revocationRequest(this.server, this.client, oauth.None(), refreshToken, options);
      await oauth.processRevocationResponse(response);
    });
  }

  /** Where the browser's own session with the issuer ends. @param returnTo where it comes back to, as the issuer knows it */
  signOutUrl(returnTo: string): string {
    const url = new URL(this.server.end_session_endpoint ?? returnTo);
    url.searchParams.set('client_id', this.settings.clientId);
    // The first is OpenID Connect's, the second Cognito's; each of them leaves the other alone.
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
    if (!user) throw new SignInRefused('unexpected', 'The issuer did not say who signed in.', undefined);
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
    throw new IssuerUnreachable(`${new URL(url).origin} cannot be reached.`, { cause });
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
