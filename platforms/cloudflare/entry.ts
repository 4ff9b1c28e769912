import { TokenVerifier } from '../../serve/token-verifier';
import { createPlatformApi } from '../api';
import { readSettings } from '../environment';

/** Variables, secrets and bindings, as wrangler.jsonc names them. */
interface Environment extends Readonly<Record<string, unknown>> {
  readonly HYPERDRIVE: { readonly connectionString: string };
}

interface Context {
  waitUntil(promise: Promise<unknown>): void;
}

/** Kept for the next requests, once it has read the address of the keys. */
let verifier: TokenVerifier | undefined;

/** A request cannot use a connection of another one. Hyperdrive keeps those to the database open in between. */
const connections = 2;

export default {
  async fetch(request: Request, environment: Environment, context: Context): Promise<Response> {
    const url = new URL(environment.HYPERDRIVE.connectionString);
    // Hyperdrive is a pooler of transactions too.
    url.searchParams.set('pgbouncer', 'true');
    const settings = readSettings({ ...environment, DATABASE_URL: url.href });
    const tokens = verifier ?? new TokenVerifier(settings);
    const claimsOf = async (token: string) => {
      const claims = await tokens.claimsOf(token);
      verifier = tokens;
      return claims;
    };
    const api = createPlatformApi({ settings, connections, tokens: { claimsOf } });
    try {
      return await api.fetch(request);
    } finally {
      context.waitUntil(api.close());
    }
  },
};
