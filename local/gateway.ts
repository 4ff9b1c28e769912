import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { EndpointRow } from '../lambda/api/endpoints';
import type { Issuer } from './issuer';

/** Whom a request without a token acts for. Only the local run knows such an owner. */
const localOwner = 'local';

/** API Gateway's limit on a request's body, which cannot be raised. */
const maxBodyBytes = 10 * 1024 * 1024;

/** What the gateway passes on with a request: whose verified token it carried. */
export interface GatewayBindings {
  readonly owner?: string;
}

export interface GatewayProps {
  readonly rows: readonly EndpointRow[];
  readonly issuer: Pick<Issuer, 'ownerOf'>;
  readonly api: Hono<{ Bindings: GatewayBindings }>;
}

/**
 * What API Gateway does before a function runs: it knows the routes, verifies tokens and limits bodies, and it answers
 * `{"message"}` itself where it refuses. The API stands on `/` and, as behind CloudFront, on `/api`.
 */
export function createGateway({ rows, issuer, api }: GatewayProps): Hono {
  const gateway = new Hono<{ Variables: { url: URL; headers: Headers; owner: string | undefined } }>();
  gateway.use(async (context, next) => {
    const { raw } = context.req;
    const url = new URL(raw.url);
    url.pathname = url.pathname.replace(/^\/api(?=\/)/, '');
    const row = rows.find(({ method, path }) => method === raw.method && toPattern(path).test(url.pathname));
    if (!row) return refuse(404, 'Not Found');
    const owner = await ownerOf(raw.headers, issuer);
    if (row.access === 'owner' && owner === undefined) return refuse(401, 'Unauthorized', { 'www-authenticate': 'Bearer' });
    context.set('url', url);
    context.set('headers', raw.headers);
    context.set('owner', owner);
    return next();
  });
  // It may put another request in place of the one that came, and on Node 20.9 that one has lost its headers.
  gateway.use(bodyLimit({ maxSize: maxBodyBytes, onError: () => refuse(413, 'Request Entity Too Large') }));
  gateway.all('*', ({ req: { raw }, var: { url, headers, owner } }) => {
    // A body that is a stream wants `duplex`, which the DOM's types do not know.
    const init: RequestInit & { duplex: 'half' } = { method: raw.method, headers, body: raw.body, duplex: 'half' };
    return api.fetch(new Request(url, init), { owner });
  });
  return gateway as unknown as Hono;
}

// A parameter of a path is one whole segment of it.
const toPattern = (path: string) => new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

async function ownerOf(headers: Headers, issuer: GatewayProps['issuer']): Promise<string | undefined> {
  const authorization = headers.get('authorization');
  if (authorization !== null) return issuer.ownerOf(authorization.replace(/^Bearer /i, ''));
  // A page of another site must not act for whoever has it open.
  return comesFromAnotherSite(headers) ? undefined : localOwner;
}

/** Whether a page of another site made the request; browsers say where a request comes from. */
export function comesFromAnotherSite(headers: Headers): boolean {
  return ['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '');
}

function refuse(status: number, message: string, headers?: Record<string, string>): Response {
  return Response.json({ message }, { status, headers });
}
