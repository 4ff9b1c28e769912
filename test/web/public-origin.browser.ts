// The page behind a proxy that forwards the port, as GitHub Codespaces does: TLS, another host, a replaced origin.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, request as requestHttp } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { photo } from '../../lib/testing/images/photo';
import { describeInBrowser, launchBrowser } from '../support/browser';
import { type LocalApplication, startLocal } from '../support/local';
import { itNeeds } from '../support/needs';
import { choose, file, signIn } from './visitor';

const publicOrigin = 'https://shiny-fork-3000.app.github.dev';

async function portOf(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** Passes requests on to the application with the headers that the proxy of a codespace sends. */
const forwardTo =
  (port: number): RequestListener =>
  ({ method, url, headers }, response) =>
    void response.req
      .pipe(
        requestHttp({
          port,
          host: '127.0.0.1',
          method,
          path: url,
          headers: {
            ...headers,
            host: `localhost:${port}`,
            ...(headers.origin === publicOrigin && { origin: `http://localhost:${port}` }),
            'x-forwarded-host': new URL(publicOrigin).host,
            'x-forwarded-proto': 'https',
          },
        }).on('response', (answer) => {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
        }),
      )
      .on('error', (error) => response.destroy(error));

/** A certificate for the proxy, which the browser is configured to accept. */
function selfSigned(): { readonly key: Buffer; readonly cert: Buffer } {
  const folder = mkdtempSync(join(tmpdir(), 'app-tls-'));
  const at = (name: string) => join(folder, name);
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=app.github.dev'],
      ...['-keyout', at('key.pem'), '-out', at('cert.pem')],
    ],
    { stdio: 'ignore' },
  );
  const pair = { key: readFileSync(at('key.pem')), cert: readFileSync(at('cert.pem')) };
  rmSync(folder, { recursive: true });
  return pair;
}

describeInBrowser()('the page behind a forwarded port', () => {
  const servers: Server[] = [];
  const messages: string[] = [];
  let application: LocalApplication;
  let browser: Browser;
  let page: Page;

  afterAll(async () => {
    await browser?.close();
    for (const server of servers) server.close();
  });

  itNeeds('openssl')(
    'lets a user sign in, upload a photo and see it',
    async () => {
      [application, browser] = await Promise.all([startLocal({ publicOrigin }), launchBrowser()]);
      const forwarding = createTlsServer(selfSigned(), forwardTo(Number(new URL(application.url).port)));
      const tlsPort = await portOf(forwarding);
      // The browser asks this one for a connection to the public host.
      const tunnel = createServer().on('connect', (_request, socket) => {
        const target = connect(tlsPort, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection Established\r\n\r\n'));
        target
          .on('error', () => socket.destroy())
          .pipe(socket.on('error', () => target.destroy()))
          .pipe(target);
      });
      servers.push(forwarding, tunnel);
      const proxy = { server: `http://127.0.0.1:${await portOf(tunnel)}` };
      page = await browser.newPage({ proxy, ignoreHTTPSErrors: true });
      page.setDefaultTimeout(20_000);
      page.on('console', (message) => messages.push(message.text()));
      page.on('pageerror', (error) => messages.push(String(error)));

      await signIn(page, publicOrigin, 'alice');
      await choose(page, file('photo.jpg', await photo({ width: 400, height: 300 })));
      await page.getByText('1 photo').first().waitFor();
      await page.waitForFunction(() =>
        [...document.images].some(({ naturalWidth, src }) => naturalWidth > 0 && src.includes('/s3/')),
      );

      expect(new URL(page.url()).origin).toBe(publicOrigin);
      expect((await page.context().cookies()).filter(({ secure }) => !secure)).toEqual([]);
      expect(messages).toEqual([]);
    },
    60_000,
  );
});
