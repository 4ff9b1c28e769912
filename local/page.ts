import { Hono, type MiddlewareHandler } from 'hono';
import { signInScopes } from '../lambda/contract';
import { defaultImageSettings } from '../lambda/core/settings';
import { contentSecurityPolicy } from '../lib/content-security-policy';
import { indexFile, type PageFile } from '../web/build';
import type { PageConfig } from '../web/config';
import { clientIds } from './sign-in/clients';

export interface PageProps {
  /** Where uploads go to and images come from. The page may have been opened as 127.0.0.1, which is another origin. */
  readonly origin: string;
  /** Where its users sign in. */
  readonly issuer: string;
  /** The page itself, as `buildPage` makes it. */
  readonly files: readonly PageFile[];
}

/** As the deployed page has them, but for what only means anything with https. */
const securityHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** The web page as CloudFront serves it, from memory. */
export function createPage({ origin, issuer, files }: PageProps): Hono {
  const config: PageConfig = {
    api: '/api',
    issuer,
    clientId: clientIds.page,
    scope: signInScopes.join(' '),
    maxBytes: defaultImageSettings.maxBytes,
    local: true,
  };
  const built = new Map(files.map((file) => [file.path, file]));
  const answer = (path: string) => {
    const file = built.get(path);
    return file ? respond(file) : undefined;
  };
  const policy = contentSecurityPolicy({ connect: [origin], images: [origin] });
  const guarded: MiddlewareHandler = async ({ header }, next) => {
    await next();
    for (const [name, value] of Object.entries({ ...securityHeaders, 'content-security-policy': policy })) header(name, value);
  };

  const page = new Hono();
  for (const view of ['/', '/signed-in', '/view/:id']) {
    page.get(view, guarded, (context) => answer(indexFile) ?? context.notFound());
  }
  page.get('/config.json', guarded, () => Response.json(config, { headers: { 'cache-control': 'no-cache' } }));
  // Browsers ask for it on pages that name no icon, such as the issuer's.
  page.get('/favicon.ico', () => new Response(null, { status: 204 }));
  // Everything else stands behind, the API among it.
  page.get('/:file{.+\\.(?:js|css|svg)}', guarded, async ({ req }, next) => answer(req.param('file')) ?? next());
  return page;
}

function respond({ contents, type, immutable }: PageFile): Response {
  const cacheControl = immutable ? 'public, max-age=31536000, immutable' : 'no-cache';
  return new Response(contents as Uint8Array<ArrayBuffer>, { headers: { 'content-type': type, 'cache-control': cacheControl } });
}
