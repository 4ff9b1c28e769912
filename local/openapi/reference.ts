import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Hono } from 'hono';
import { html } from 'hono/html';
import { appTitle } from '../../lambda/names';
import { version } from '../../package.json';
import { referencePath } from '../address';
import { loadEndpoints } from '../functions';
import { openApiDocument } from './document';

/** Swagger UI in node_modules: its files work without a network. */
const viewer = () => dirname(require.resolve('swagger-ui-dist/package.json'));
const script = 'text/javascript; charset=utf-8';

/** Files of the reference, by name below its path. */
const assets: Readonly<Record<string, { readonly folder: () => string; readonly type: string }>> = {
  'swagger-ui-bundle.js': { folder: viewer, type: script },
  'swagger-ui.css': { folder: viewer, type: 'text/css; charset=utf-8' },
  'reference.js': { folder: () => join(__dirname, 'assets'), type: script },
};

/** Only files and requests of this application. Swagger UI's style sheet contains icons as `data:` URLs. */
const contentSecurityPolicy = (origin: string) =>
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  `connect-src 'self' ${origin}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/**
 * Serves the API's description as `/openapi.json`, and a page at `/reference` that shows it and sends requests.
 * @param origin URL of the API for clients
 */
export function createReference(origin: string): Hono {
  const app = new Hono();
  const headers = { 'content-security-policy': contentSecurityPolicy(origin), 'x-content-type-options': 'nosniff' };
  app.get('/openapi.json', async ({ json }) => {
    const server = { url: origin, description: 'The local run.' };
    return json(openApiDocument(await loadEndpoints(), version, server), 200, { 'cache-control': 'no-cache' });
  });
  app.get(referencePath, (context) => context.html(page, 200, { ...headers, 'cache-control': 'no-cache' }));
  app.get(`${referencePath}/:file`, async ({ req, body, notFound }) => {
    const file = req.param('file');
    const asset = Object.hasOwn(assets, file) ? assets[file] : undefined;
    if (!asset) return notFound();
    return body(await readFile(join(asset.folder(), file)), 200, { ...headers, 'content-type': asset.type });
  });
  return app;
}

const page = html`<!doctype html>
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Reference · ${appTitle}</title>
      <link rel="icon" href="data:," />
      <link rel="stylesheet" href="${referencePath}/swagger-ui.css" />
    </head>
    <body>
      <div id="reference"></div>
      <script src="${referencePath}/swagger-ui-bundle.js"></script>
      <script src="${referencePath}/reference.js"></script>
    </body>
  </html>`;
