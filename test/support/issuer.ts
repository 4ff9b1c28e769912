import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { endpoints } from '../../lambda/api/endpoints';
import type { Log } from '../../lambda/services';
import { addressOf } from '../../local/address';
import { createGateway, type GatewayBindings } from '../../local/api-gateway/gateway';
import { Issuer } from '../../local/cognito/issuer';
import { SignInServer } from '../../local/cognito/sign-in-server';
import { listen } from '../../local/http-server';

export interface TestIssuer {
  /** The application's origin. */
  readonly url: string;
  readonly issuer: Issuer;
  close(): Promise<void>;
}

const log: Log = { info: () => undefined, warn: console.warn, error: console.error };

/** The local issuer, and the gateway in front of an empty API: everything that the sign-in needs. */
export async function startIssuer(): Promise<TestIssuer> {
  const server = await listen(0, log);
  const folder = await mkdtemp(join(tmpdir(), 'app-issuer-'));
  const issuer = await Issuer.open(folder, addressOf(server.port));
  const signIn = new SignInServer(issuer, log);
  const api = new Hono<{ Bindings: GatewayBindings }>();
  api.all('*', () => Response.json({ items: [] }));
  const gateway = getRequestListener(createGateway({ rows: endpoints, issuer, api }).fetch);
  server.serve(async (request, response) =>
    request.url?.startsWith('/oidc/') ? signIn.handle(request, response) : gateway(request, response),
  );
  return {
    url: `http://localhost:${server.port}`,
    issuer,
    async close() {
      await server.close();
      await rm(folder, { recursive: true });
    },
  };
}
