import { type Context, Hono } from 'hono';
import type { Owner } from '../core/image';
import { answerRequest } from './answer-request';
import type { EndpointRow } from './endpoints';
import type { ApiRequest } from './request';
import { byPrecedence, checkRoute, type Route } from './route';

/** Returns the `sub` of the token that the host verified for this request; `undefined` without a token. */
type VerifiedOwner<Bindings extends object> = (host: Bindings) => Owner | undefined;

/**
 * Creates one HTTP application of the endpoints, with the web standards `Request` and `Response`. The host (a Node server, a web
 * platform, a test) verifies tokens, as API Gateway does, and passes their owner.
 */
export function createApp<Bindings extends object>(
  routes: readonly Route[],
  ownerOf: VerifiedOwner<Bindings>,
): Hono<{ Bindings: Bindings }> {
  const app = new Hono<{ Bindings: Bindings }>();
  for (const route of routes.toSorted((one, other) => byPrecedence(one.row, other.row))) {
    const { row } = route;
    checkRoute(route);
    app.on(routedMethod(row.method), toHonoPath(row.path), async (context, next) => {
      if (context.req.method !== row.method) return next();
      const { status, headers, body } = await answerRequest(route, requestOf(context), ownerOf(context.env));
      return new Response(body ?? null, { status, headers });
    });
  }
  return app;
}

function requestOf({ req }: Context): ApiRequest {
  const [, path = '', query = ''] = /^[^?]*?:\/\/[^/?]*([^?]*)\??(.*)/s.exec(req.url) ?? [];
  return {
    path,
    query,
    headers: Object.fromEntries(req.raw.headers),
    bytes: async () => new Uint8Array(await req.raw.arrayBuffer()),
  };
}

const toHonoPath = (path: string) => path.replaceAll(/\{(\w+)\}/g, ':$1');

/** Hono answers HEAD requests with the routes of GET. */
const routedMethod = (method: EndpointRow['method']) => (method === 'HEAD' ? 'GET' : method);
