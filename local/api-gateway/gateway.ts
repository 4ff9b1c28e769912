import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { EndpointRow } from '../../lambda/api/endpoints';
import { byPrecedence } from '../../lambda/api/route';
import type { Claims } from '../../lambda/api/verified-owner';
import { imagesScope } from '../../lambda/contract';
import type { Issuer } from '../cognito/issuer';

/** API Gateway's limit for a request body, which cannot be raised. */
const maxBodyBytes = 10 * 1024 * 1024;

/** Passed on with a request: the row of its route, and the claims of its verified token. */
export interface GatewayBindings {
  readonly row: EndpointRow;
  readonly claims?: Claims;
}

export interface GatewayProps {
  readonly rows: readonly EndpointRow[];
  readonly issuer: Pick<Issuer, 'claimsOf'>;
  readonly api: { fetch(request: Request, bindings: GatewayBindings): Response | Promise<Response> };
}

/**
 * Does what API Gateway does before a function runs: it matches routes, verifies tokens and limits bodies, and it responds with
 * `{"message"}` when it rejects a request. The API is available at `/` and at `/api`.
 */
export function createGateway({ rows, issuer, api }: GatewayProps): Hono {
  const ordered = rows.toSorted(byPrecedence);
  const gateway = new Hono<{ Variables: { url: URL; headers: Headers; row: EndpointRow; claims: Claims | undefined } }>();
  gateway.use(async (context, next) => {
    const { raw } = context.req;
    const url = new URL(raw.url);
    url.pathname = url.pathname.replace(/^\/api(?=\/)/, '');
    const row = ordered.find(({ method, path }) => method === raw.method && toPattern(path).test(url.pathname));
    if (!row) return refuse(404, 'Not Found');
    const authorization = raw.headers.get('authorization');
    const claims = authorization === null ? undefined : await issuer.claimsOf(authorization.replace(/^Bearer /i, ''));
    if (row.access === 'owner') {
      if (!claims) return refuse(401, 'Unauthorized', challenge(raw.headers, 'invalid_token'));
      if (!hasScope(claims)) return refuse(403, 'Forbidden', challenge(raw.headers, 'insufficient_scope'));
    }
    context.set('url', url);
    context.set('headers', raw.headers);
    context.set('row', row);
    context.set('claims', claims);
    return next();
  });
  // It may replace the request, and on Node.js 20.9 the replacement has lost its headers.
  gateway.use(bodyLimit({ maxSize: maxBodyBytes, onError: () => refuse(413, 'Request Entity Too Large') }));
  gateway.all('*', ({ req: { raw }, var: { url, headers, row, claims } }) => {
    // A stream as a body requires `duplex`, which the DOM's types lack.
    const init: RequestInit & { duplex: 'half' } = { method: raw.method, headers, body: raw.body, duplex: 'half' };
    return api.fetch(new Request(url, init), { row, claims });
  });
  return gateway as unknown as Hono;
}

// A path parameter is exactly one segment.
const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/[.*+?^$|()[\]\\]/g, '\\$&').replaceAll(/\{\w+\}/g, '[^/]+')}$`);

/** An ID token has no scope, and neither has a token of a client that did not request it. */
const hasScope = ({ scope }: Claims) => typeof scope === 'string' && scope.split(' ').includes(imagesScope);

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-troubleshooting-jwt.html */
function challenge(headers: Headers, error: 'invalid_token' | 'insufficient_scope'): Record<string, string> {
  // A request without a token gets only the scheme (RFC 6750, section 3.1).
  const why = headers.has('authorization') ? ` scope="${imagesScope}" error="${error}"` : '';
  return { 'www-authenticate': `Bearer${why}` };
}

function refuse(status: number, message: string, headers?: Record<string, string>): Response {
  return Response.json({ message }, { status, headers });
}
