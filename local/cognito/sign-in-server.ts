import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Provider } from 'oidc-provider';
import type { Log } from '../../lambda/services';
import { comesFromAnotherSite } from '../cross-site';
import { users } from './clients';
import { errorPage, pickPage, securityHeaders } from './documents';
import { type Issuer, issuerPath } from './issuer';
import { openProvider } from './provider';

/** Maximum size of a form, in bytes. The forms of these pages are smaller. */
const maxFormBytes = 1000;

const web = join(__dirname, '../../web');

/** Assets of the pages; colors and icon are those of the web page. */
const assets: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  '/assets/sign-in.css': { file: join(__dirname, 'assets/sign-in.css'), type: 'text/css' },
  '/assets/submit.js': { file: join(__dirname, 'assets/submit.js'), type: 'text/javascript' },
  '/assets/tokens.css': { file: join(web, 'styles/tokens.css'), type: 'text/css' },
  '/assets/icon.svg': { file: join(web, 'icon.svg'), type: 'image/svg+xml' },
};

/** The issuer's pages and endpoints, below `/oidc/` on the application's port. */
export class SignInServer {
  private provider?: Promise<Provider>;

  constructor(
    private readonly issuer: Issuer,
    private readonly log: Log,
  ) {}

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [path = ''] = (request.url ?? '').slice(issuerPath.length).split('?');
    const asset = assets[path];
    if (asset) return answer(response, 200, await readFile(asset.file), asset.type);
    this.provider ??= openProvider(this.issuer, this.log);
    const provider = await this.provider;
    if (path.startsWith('/sign-in/')) return pick(provider, path, request, response, this.issuer.address.pageOrigins);
    // The setting defines the URLs of the provider, regardless of the headers that a proxy sends.
    const { protocol, host } = new URL(this.issuer.url);
    Object.assign(request.headers, { 'x-forwarded-proto': protocol.slice(0, -1), 'x-forwarded-host': host });
    // The provider derives its base path from the difference between the two URLs.
    Object.assign(request, { originalUrl: request.url, url: request.url?.slice(issuerPath.length) || '/' });
    await provider.callback()(request, response);
  }
}

/** Shows the users and receives the selection. A cookie, not the URL, identifies the sign-in of this browser. */
async function pick(
  provider: Provider,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
  pageOrigins: readonly string[],
): Promise<void> {
  const open = await provider.interactionDetails(request, response).catch(() => undefined);
  if (path !== `/sign-in/${open?.uid}`) return answer(response, 400, errorPage('This sign-in has expired. Start again.'));
  if (request.method !== 'POST') return answer(response, 200, pickPage());
  if (comesFromAnotherSite(new Headers(request.headers as Record<string, string>), pageOrigins)) {
    return answer(response, 403, errorPage('This request came from another site.'));
  }
  const chosen = (await readForm(request)).get('user');
  const accountId = users.find((user) => user === chosen);
  // Without a secret, any program can pretend to be the terminal. For a native client, the user therefore selects an account
  // every time (RFC 8252, section 8.6), which counts as consent.
  const result = accountId
    ? { login: { accountId }, consent: {} }
    : { error: 'access_denied', error_description: 'The sign-in was canceled.' };
  await provider.interactionFinished(request, response, result);
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes <= maxFormBytes) parts.push(part);
  }
  return new URLSearchParams(bytes <= maxFormBytes ? Buffer.concat(parts).toString() : '');
}

function answer(response: ServerResponse, status: number, body: string | Buffer, type = 'text/html'): void {
  response.writeHead(status, { ...securityHeaders, 'content-type': `${type}; charset=utf-8` }).end(body);
}
