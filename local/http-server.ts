import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../cli/user-error';
import type { Log } from '../lambda/services';

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

/** A server on this computer's loopback address; it answers 503 until `serve` is called. */
export interface HttpServer {
  readonly port: number;
  serve(listener: Listener): void;
  /** Takes no more requests and lets those in work end, if they do so soon. */
  close(): Promise<void>;
}

/** How long requests in work may take to end when the server closes. */
const graceMs = 1000;

/**
 * @param port 0 for a free one
 * @param log gets each request that failed
 * @param publicOrigin where a proxy that forwards the port is reached: its host is accepted, too  @default - no proxy does
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
 * Whether a request names this computer. Another site can make its own name point here, and the browser would then treat that
 * site's page as the application's own (DNS rebinding). Only `Host` decides: any client can send `X-Forwarded-Host`.
 */
function isLoopback(host: string): boolean {
  return /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(host);
}

function refusal(error: NodeJS.ErrnoException, port: number): UserError {
  if (error.code === 'EADDRINUSE')
    return new UserError(`Port ${port} is in use. Stop what uses it, or choose another: PORT=${port + 1} npm start.`);
  return new UserError(`Port ${port} cannot be opened (${error.message}). Choose another: PORT=3001 npm start.`);
}

async function close(server: Server): Promise<void> {
  // A connection that has just become idle would otherwise be kept open for the next request.
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const cut = setTimeout(() => server.closeAllConnections(), graceMs);
  await new Promise((resolve) => server.close(resolve));
  clearInterval(idle);
  clearTimeout(cut);
}
