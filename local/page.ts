import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const folder = join(__dirname, '../web');

/** The web page, built once and served from memory. */
export async function createPage(): Promise<Hono> {
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'page.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const files = {
    '/': { body: await readFile(join(folder, 'index.html')), type: 'text/html; charset=utf-8' },
    '/page.css': { body: await readFile(join(folder, 'page.css')), type: 'text/css; charset=utf-8' },
    '/page.js': { body: Buffer.from(outputFiles[0]?.contents ?? []), type: 'text/javascript; charset=utf-8' },
  };
  const page = new Hono();
  const headers = secureHeaders({
    contentSecurityPolicy: { defaultSrc: ["'self'"], frameAncestors: ["'none'"] },
    strictTransportSecurity: false,
  });
  for (const [path, { body, type }] of Object.entries(files)) {
    page.get(path, headers, () => new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } }));
  }
  return page;
}
