import type { webcrypto } from 'node:crypto';
import { existsSync } from 'node:fs';
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

/** Path of the issuer below the application's origin. */
export const issuerPath = '/oidc';

/** Matches the URL of a local issuer. The port may change at each start, and the key identifies the data folder. */
const ourIssuer = new RegExp(`^http://localhost:\\d+${issuerPath}$`);

const tokenSeconds = 12 * 60 * 60;

/** Issues access tokens like Cognito, and verifies them like API Gateway's JWT authorizer. */
export class Issuer {
  readonly url: string;

  private constructor(
    /** Also signs the tokens of sign-ins. */
    readonly key: PrivateKey,
    readonly address: Address,
  ) {
    this.url = address.origin + issuerPath;
  }

  /**
   * Opens the issuer of a data folder. Its key is created at the first start.
   * @param address where the application is served
   * @param created the key for a new folder @default - created when it is needed
   * @throws UserError
   */
  static async open(dataDir: string, address = addressOf(3000), created?: Promise<string>): Promise<Issuer> {
    const file = keyFile(dataDir);
    try {
      await mkdir(dataDir, { recursive: true });
      const issuer = new Issuer(JSON.parse(await keptSecret(file, () => created ?? newKey())), address);
      // A damaged file may still contain a key, but its tokens cannot be verified.
      if (!(await issuer.claimsOf(await issuer.issue('self-test'))))
        throw new SyntaxError('The private and public keys do not match.');
      return issuer;
    } catch (error) {
      // The JSON parser's message would contain the key.
      const why = error instanceof SyntaxError ? 'it is corrupt' : (error as Error).message;
      throw new UserError(
        `The issuer's key ${file} cannot be used (${why}). Remove it to create a new one, or set LOCAL_DATA_DIR to another folder.`,
      );
    }
  }

  /** Issues a token without a sign-in. */
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

  /**
   * Returns the claims of a token if this issuer issued it for a known client and it has not expired; `undefined` otherwise.
   */
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

/** Begins to create the key of a new data folder, which takes a while, in another thread. */
export function beginKey(dataDir: string): Promise<string> | undefined {
  return existsSync(keyFile(dataDir)) ? undefined : newKey();
}

const keyFile = (dataDir: string) => join(dataDir, 'issuer-key.json');

async function newKey(): Promise<string> {
  const { privateKey } = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const key: PrivateKey = { ...(await crypto.subtle.exportKey('jwk', privateKey)), kid: crypto.randomUUID() };
  return JSON.stringify(key);
}
