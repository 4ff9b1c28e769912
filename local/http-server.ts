import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../cli/user-error';
import type { Log } from '../lambda/services';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** A server on the loopback address. It responds with 503 until it has a listener. */
export interface HttpServer {
  readonly port: number;
  serve(listener: Listener): void;
  /** Accepts no more requests, and waits a short time for those in progress. */
  close(): Promise<void>;
}

/** Time for requests in progress when the server closes. */
const graceMs = 1000;

/**
 * @param port 0 selects a free port
 * @param log receives each failed request
 * @param publicOrigin URL of a proxy that forwards the port, whose host is accepted too @default - none
 * @throws UserError when the port cannot be opened
 */
export async function listen(port: number, log: Pick<Log, 'error'>, publicOrigin?: string): Promise<HttpServer> {
  const publicHost = publicOrigin && new URL(publicOrigin).host;
  const isOwnHost = (host = '') => isLoopback(host) || host === publicHost;
  let listener: Listener = async (_request, response) => response.writeHead(503, { 'retry-after': '1' }).end();
  const server = createServer((request, response) => {
    if (!isOwnHost(request.headers.host)) {
      response.writeHead(421, { 'content-type': 'application/json', connection: 'close' }).end('{"message":"Misdirected Request"}');
      return;
    }
    listener(request, response).catch((error) => {
      log.error('A request failed.', error);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end('{"message":"Internal Server Error"}');
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(refusal(error, port))).listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve(next) {
      listener = next;
    },
    close: () => close(server),
  };
}

/**
 * Whether the request's host name is this computer's. A foreign site can let its own name resolve to this computer, and the
 * browser would treat that site's page as the application's own (DNS rebinding). Only `Host` is checked: any client can send
 * `X-Forwarded-Host`.
 */
function isLoopback(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
}

function refusal(error: NodeJS.ErrnoException, port: number): UserError {
  if (error.code === 'EADDRINUSE')
    return new UserError(
      `Port ${port} is in use. Stop the program that uses it, or choose another port: PORT=${port + 1} npm start.`,
    );
  return new UserError(`Cannot open port ${port} (${error.message}). Choose another port: PORT=3001 npm start.`);
}

async function close(server: Server): Promise<void> {
  // A connection that has just become idle would stay open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(cut);
}
