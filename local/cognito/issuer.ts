import type { webcrypto } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sign, verify } from 'hono/jwt';
import { UserError } from '../../cli/user-error';
import type { Claims } from '../../lambda/api/verified-owner';
import { imagesScope } from '../../lambda/contract';
import { type Address, addressOf } from '../address';
import { keptSecret } from '../secret';
import { clientIds } from './clients';

export type PrivateKey = webcrypto.JsonWebKey & { readonly kid: string };

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

/** Where the issuer stands, below the application's origin. */
export const issuerPath = '/oidc';

/** An issuer of this computer. Its key says whose data folder it is of; its port may be another after each start. */
const ourIssuer = new RegExp(`^http://localhost:\\d+${issuerPath}$`);

const tokenSeconds = 12 * 60 * 60;

/** Issues access tokens such as Cognito's, and verifies them as API Gateway's JWT authorizer does. */
export class Issuer {
  readonly url: string;

  private constructor(
    /** Signs the tokens of everyone who signs in here, too. */
    readonly key: PrivateKey,
    readonly address: Address,
  ) {
    this.url = address.origin + issuerPath;
  }

  /**
   * Opens the issuer of a data folder. Its key is created at the first start.
   * @param address where the application is served
   * @throws UserError
   */
  static async open(dataDir: string, address = addressOf(3000)): Promise<Issuer> {
    const file = join(dataDir, 'issuer-key.json');
    try {
      await mkdir(dataDir, { recursive: true });
      const issuer = new Issuer(JSON.parse(await keptSecret(file, newKey)), address);
      // A damaged file may still contain a key, but its tokens cannot be verified.
      if (!(await issuer.claimsOf(await issuer.issue('self-test')))) throw new SyntaxError('Its halves do not fit.');
      return issuer;
    } catch (error) {
      // What JSON complains of would quote the key.
      const why = error instanceof SyntaxError ? 'it is damaged' : (error as Error).message;
      throw new UserError(
        `The issuer's key ${file} cannot be used (${why}). Remove it to have a new one made, or set LOCAL_DATA_DIR to another folder.`,
      );
    }
  }

  /** A token as one gets by signing in, without signing in. */
  issue(owner: string, now = new Date()): Promise<string> {
    const iat = Math.floor(now.getTime() / 1000);
    const claims = {
      sub: owner,
      iss: this.url,
      client_id: clientIds.page,
      token_use: 'access',
      scope: imagesScope,
      username: owner,
      jti: crypto.randomUUID(),
      iat,
      exp: iat + tokenSeconds,
    };
    return sign(claims, { ...this.key, alg: 'RS256' });
  }

  /** What a token says, when it is one of this issuer for a client of ours, and has not expired; else `undefined`. */
  async claimsOf(token: string): Promise<Claims | undefined> {
    try {
      const { kty, n, e, kid } = this.key;
      const claims = await verify(token, { kty, n, e, kid, alg: 'RS256' }, { alg: 'RS256' });
      if (claims.iss !== this.url && !ourIssuer.test(String(claims.iss))) return undefined;
      const audience = [claims.aud ?? claims.client_id].flat();
      const forUs = audience.some((each) => Object.values<unknown>(clientIds).includes(each));
      return forUs && typeof claims.exp === 'number' && typeof claims.sub === 'string' ? claims : undefined;
    } catch {
      return undefined;
    }
  }
}

async function newKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const key: PrivateKey = { ...(await crypto.subtle.exportKey('jwk', privateKey)), kid: crypto.randomUUID() };
  return JSON.stringify(key);
}
