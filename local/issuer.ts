import type { webcrypto } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sign, verify } from 'hono/jwt';
import { keptSecret } from './secret';
import { StartError } from './start-error';

type PrivateKey = webcrypto.JsonWebKey & { readonly kid: string };

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) };

const issuerUrl = 'http://localhost/image-api';
const clientId = 'local';
const tokenSeconds = 12 * 60 * 60;

/** Issues access tokens such as Cognito's, and verifies them as API Gateway's JWT authorizer does. */
export class Issuer {
  private constructor(private readonly key: PrivateKey) {}

  /** The issuer of a data folder, with a key of its own that is made at the first time. @throws StartError */
  static async open(dataDir: string): Promise<Issuer> {
    const file = join(dataDir, 'issuer-key.json');
    try {
      await mkdir(dataDir, { recursive: true });
      const issuer = new Issuer(JSON.parse(await keptSecret(file, newKey)));
      // What is damaged may still be a key, whose tokens nobody can verify.
      if ((await issuer.ownerOf(await issuer.issue('nobody'))) !== 'nobody') throw new SyntaxError('Its halves do not fit.');
      return issuer;
    } catch (error) {
      // What JSON complains of would quote the key.
      const why = error instanceof SyntaxError ? 'it is damaged' : (error as Error).message;
      throw new StartError(
        `The issuer's key ${file} cannot be used (${why}). Remove it to have a new one made, or set LOCAL_DATA_DIR to another folder.`,
      );
    }
  }

  issue(owner: string, now = new Date()): Promise<string> {
    const iat = Math.floor(now.getTime() / 1000);
    const claims = { sub: owner, iss: issuerUrl, client_id: clientId, token_use: 'access', iat, exp: iat + tokenSeconds };
    return sign(claims, { ...this.key, alg: 'RS256' });
  }

  /** The owner that a token speaks for; `undefined` when it is not a valid one of this issuer. */
  async ownerOf(token: string): Promise<string | undefined> {
    try {
      const { kty, n, e, kid } = this.key;
      const claims = await verify(token, { kty, n, e, kid, alg: 'RS256' }, { alg: 'RS256', iss: issuerUrl });
      const audience = claims.aud ?? claims.client_id;
      const forUs = Array.isArray(audience) ? audience.includes(clientId) : audience === clientId;
      // The deployed functions refuse an ID token, which API Gateway itself would take: it is for a client, and for no API.
      const access = claims.token_use !== 'id' && typeof claims.exp === 'number';
      return forUs && access && typeof claims.sub === 'string' ? claims.sub : undefined;
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
