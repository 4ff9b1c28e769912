import { Hono, type MiddlewareHandler } from 'hono';
import { endpoints } from '../lambda/api/endpoints';
import { signInScopes } from '../lambda/contract';
import { defaultImageSettings } from '../lambda/core/settings';
import { contentSecurityPolicy } from '../lib/constructs/web/content-security-policy';
import { indexFile, type PageFile } from '../web/build';
import { apiPath, type PageConfig } from '../web/config';
import { clientIds } from './cognito/clients';

export interface PageProps {
  /** Origin of uploads and images. The page may be open at 127.0.0.1, which is another origin. */
  readonly origin: string;
  /** Origin of the sign-in. */
  readonly issuer: string;
  /** The files of the page, as `buildPage` creates them. */
  readonly files: readonly PageFile[];
}

/** The headers of the deployed page, except those that only apply to HTTPS. */
const securityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** First path segments of the API, which returns JSON to browsers too. */
const apiSegments = new Set([apiPath.slice(1), ...endpoints.map(({ path }) => path.split('/')[1])]);

export interface Page {
  readonly files: Hono;
  /** Returns the page with 404 to a browser that opens an unknown path. */
  readonly unknown: Hono;
}

/** Serves the web page like CloudFront, from memory. */
export function createPage({ origin, issuer, files: built }: PageProps): Page {
  const config: PageConfig = {
    api: apiPath,
    issuer,
    clientId: clientIds.page,
    scope: signInScopes.join(' '),
    maxBytes: defaultImageSettings.maxBytes,
    local: true,
  };
  const byPath = new Map(built.map((file) => [file.path, file]));
  const answer = (path: string) => {
    const file = byPath.get(path);
    return file ? respond(file) : undefined;
  };
  const policy = contentSecurityPolicy({ connect: [origin], images: [origin] });
  const headers = Object.entries({ ...securityHeaders, 'content-security-policy': policy });
  const guarded: MiddlewareHandler = async ({ header }, next) => {
    await next();
    for (const [name, value] of headers) header(name, value);
  };

  const files = new Hono();
  for (const view of ['/', '/signed-in', '/view/:id']) {
    files.get(view, guarded, (context) => answer(indexFile) ?? context.notFound());
  }
  files.get('/config.json', guarded, () => Response.json(config, { headers: { 'cache-control': 'no-cache' } }));
  // Browsers request it for pages without an icon, such as the issuer's.
  files.get('/favicon.ico', () => new Response(null, { status: 204 }));
  // All other routes follow, including the API.
  files.get('/:file{.+\\.(?:js|css|svg)}', guarded, ({ req }, next) => answer(req.param('file')) ?? next());

  const unknown = new Hono();
  unknown.get('*', async ({ req, body }, next) => {
    const isPage = req.header('accept')?.includes('text/html') && !apiSegments.has(req.path.split('/')[1] ?? '');
    const index = isPage ? answer(indexFile) : undefined;
    if (!index) return next();
    return body(await index.text(), 404, Object.fromEntries([...index.headers, ...headers]));
  });
  return { files, unknown };
}

function respond({ contents, type, immutable }: PageFile): Response {
  const cacheControl = immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(contents as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type, 'cache-control': cacheControl } });
}
