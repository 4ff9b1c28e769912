import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';

const folder = join(__dirname, '../web');

/** The web page, built once and served from memory. @param origin where uploads go to and images come from */
export async function createPage(origin: string): Promise<Hono> {
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
    '/icon.svg': { body: await readFile(join(folder, 'icon.svg')), type: 'image/svg+xml' },
    '/page.js': { body: Buffer.from(outputFiles[0]?.contents ?? []), type: 'text/javascript; charset=utf-8' },
  };
  const page = new Hono();
  const headers = secureHeaders({
    // The page may have been opened as 127.0.0.1, which is another origin than localhost.
    contentSecurityPolicy: { defaultSrc: ["'self'", origin], frameAncestors: ["'none'"] },
    strictTransportSecurity: false,
  });
  for (const [path, { body, type }] of Object.entries(files)) {
    page.get(path, headers, () => new Response(body, { headers: { 'content-type': type, 'cache-control': 'no-cache' } }));
  }
  return page;
}
