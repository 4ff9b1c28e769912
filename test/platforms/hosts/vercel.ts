// Serves a function as Vercel does: `fetch` of the default export, behind the rewrite of vercel.json.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getRequestListener } from '@hono/node-server';

const [folder = '', port] = process.argv.slice(2);

async function main(): Promise<void> {
  const { default: handler } = await import(pathToFileURL(join(folder, 'api/index.mjs')).href);
  const listener = getRequestListener((request) => handler.fetch(request));
  createServer(listener).listen(Number(port), '127.0.0.1');
}

main();
