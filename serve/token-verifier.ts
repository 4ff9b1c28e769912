import type { JWTVerifyGetKey } from 'jose';
import type { Claims } from '../lambda/api/verified-owner';

export interface TokenVerifierProps {
  /** The OpenID Connect issuer, such as `https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbCdEfGhI`. */
  readonly issuer: string;
  /** The clients whose tokens are accepted. */
  readonly clientIds: readonly string[];
}

/**
 * Verifies access tokens as the JWT authorizer of API Gateway does: the signature with the issuer's keys, the issuer, the times, and the
 * client in `aud` or, as Cognito writes it, in `client_id`.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export class TokenVerifier {
  private keys?: Promise<JWTVerifyGetKey>;

  constructor(private readonly props: TokenVerifierProps) {}

  /**
   * Returns the claims of a valid token; `undefined` for any other.
   * @throws Error when the issuer's keys cannot be read: the token may be valid
   */
  async claimsOf(token: string): Promise<Claims | undefined> {
    // An ES module, which Node.js 20.9 cannot require.
    const { jwtVerify, errors } = await import('jose');
    const keys = await this.load();
    try {
      // API Gateway supports RSA only.
      const { payload } = await jwtVerify(token, keys, {
        issuer: this.props.issuer,
        algorithms: ['RS256'],
        requiredClaims: ['exp'],
      });
      const audience = [payload.aud ?? payload.client_id].flat();
      const forUs = audience.some((each) => this.props.clientIds.includes(String(each)));
      const issuedLater = payload.iat !== undefined && payload.iat * 1000 > Date.now();
      return forUs && !issuedLater ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError && !unreadable.has(error.code)) return undefined;
      throw error;
    }
  }

  /** Reads the address of the keys. @throws Error when the issuer cannot be reached */
  load(): Promise<JWTVerifyGetKey> {
    this.keys ??= this.discover().catch((error) => {
      // So that the next request tries again.
      this.keys = undefined;
      throw error;
    });
    return this.keys;
  }

  private async discover(): Promise<JWTVerifyGetKey> {
    const { createRemoteJWKSet } = await import('jose');
    const { issuer } = this.props;
    const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const answer = await fetch(address, { signal: AbortSignal.timeout(5000) });
    if (!answer.ok) throw new Error(`${address} answered ${answer.status}.`);
    const document = (await answer.json()) as { issuer?: string; jwks_uri?: string };
    if (document.issuer !== issuer || !document.jwks_uri) {
      throw new Error(`${address} describes the issuer ${document.issuer}, but SIGN_IN_ISSUER is ${issuer}.`);
    }
    // It keeps the keys for ten minutes, and reads them again for a key that it does not know.
    return createRemoteJWKSet(new URL(document.jwks_uri));
  }
}

/** Codes of errors about the keys and not about the token. */
const unreadable = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JWK_INVALID']);
