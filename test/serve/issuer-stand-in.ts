import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { imagesScope } from '../../lambda/contract';
import { listen } from '../../lib/testing/stand-ins/listen';
import { signToken } from '../support/tokens';

export const clientId = 'client-of-a-test';

/** An OpenID Connect issuer like Cognito: its configuration, its keys and its access tokens. */
export interface IssuerStandIn {
  readonly issuer: string;
  /** Requests for its keys. */
  readonly keyRequests: () => number;
  /** Answers every request with 500 from now on. */
  fail(): void;
  /** @param claims added to those of a valid token; `undefined` removes one */
  tokenOf(owner: string, claims?: object, header?: object): string;
  close(): Promise<void>;
}

// A key takes a while to make, and is the same for all issuers of a test file.
const key = { kid: randomUUID(), ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };

export async function startIssuerStandIn(): Promise<IssuerStandIn> {
  let requests = 0;
  let failing = false;
  const server = await listen((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (failing) return response.writeHead(500).end('{}');
    if (request.url === '/pool/.well-known/openid-configuration') {
      return response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` }));
    }
    requests += 1;
    return response.end(
      JSON.stringify({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: key.kid, alg: 'RS256', use: 'sig' }] }),
    );
  });
  const issuer = `${server.endpoint}/pool`;
  return {
    issuer,
    keyRequests: () => requests,
    fail() {
      failing = true;
    },
    tokenOf(owner, claims = {}, header = {}) {
      const iat = Math.floor(Date.now() / 1000) - 1;
      const valid = { sub: owner, iss: issuer, client_id: clientId, token_use: 'access', scope: imagesScope, iat, exp: iat + 3600 };
      return signToken({ ...valid, ...claims }, key.privateKey, { alg: 'RS256', kid: key.kid, ...header });
    },
    close: () => server.close(),
  };
}
