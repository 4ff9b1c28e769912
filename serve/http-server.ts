import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { UserError } from '../cli/user-error';
import type { Log } from '../lambda/services';

/** What the process reports about itself, for the orchestrator that started it. */
export interface Condition {
  /** Whether the process works. If not, it must be replaced. */
  isLive(): boolean;
  /** Why the process must not get work now: `starting`, `stopping`, or the dependencies that cannot be reached; none when it is ready. */
  hindrances(): Promise<readonly string[]>;
}

export interface HttpServerProps {
  /** 0 selects a free port. */
  readonly port: number;
  /** Address to listen on. @default - every address */
  readonly host?: string;
  readonly condition: Condition;
  readonly log: Pick<Log, 'error'>;
  /** Answers the requests that are not about the condition. @default - 404 */
  readonly api?: { fetch(request: Request): Response | Promise<Response> };
}

export interface HttpServer {
  readonly port: number;
  /** Accepts no more connections, and resolves when the requests in progress are answered. */
  close(): Promise<void>;
  /** Ends the connections that are still open. */
  cut(): void;
}

/** An Application Load Balancer closes idle connections after 60 s. A server that closes them first makes it answer 502. */
const keepAliveMs = 65_000;

/** API Gateway waits as long for a request and its answer. */
const requestMs = 30_000;

/** Serves `/live`, `/ready` and the API. @throws UserError when the port cannot be opened */
export async function startHttpServer({ port, host, condition, log, api }: HttpServerProps): Promise<HttpServer> {
  // It replaces the global `Request` by one that can copy its own requests, which a body without a known length requires.
  const listener = api
    ? getRequestListener((request) => api.fetch(request))
    : async (_request: IncomingMessage, response: ServerResponse) => send(response, 404, { message: 'Not Found' });
  const server = createServer({ requestTimeout: requestMs, keepAliveTimeout: keepAliveMs }, (request, response) => {
    const about = request.method === 'GET' ? conditions[request.url ?? ''] : undefined;
    const answered = about ? about(condition, response) : listener(request, response);
    Promise.resolve(answered).catch((error) => {
      log.error('A request failed.', error);
      if (response.headersSent) response.destroy();
      else send(response, 500, { message: 'Internal Server Error' });
    });
  });
  await new Promise<void>((resolve, reject) => {
    const refuse = ({ message }: Error) => reject(new UserError(`Cannot open port ${port}: ${message}. Set PORT to another port.`));
    server.once('error', refuse).listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      // A connection that has just become idle would stay open for the next request.
      const idle = setInterval(() => server.closeIdleConnections(), 20);
      await new Promise((resolve) => server.close(resolve));
      clearInterval(idle);
    },
    cut: () => server.closeAllConnections(),
  };
}

const conditions: Readonly<Record<string, (condition: Condition, response: ServerResponse) => void | Promise<void>>> = {
  '/live': (condition, response) => send(response, condition.isLive() ? 200 : 503, { live: condition.isLive() }),
  '/ready': async (condition, response) => {
    const because = await condition.hindrances();
    send(response, because.length > 0 ? 503 : 200, { ready: because.length === 0, because });
  },
};

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}
