import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../cli/user-error';

/** Waits on this computer for the browser to return from the sign-in. */
export interface Loopback {
  /** Redirect URI for the issuer. */
  readonly redirectUri: string;
  /**
   * Query of the redirect. Requests without the right state are ignored, because any program can send them.
   * @throws UserError after `timeoutMs`
   */
  answer(state: string, timeoutMs: number): Promise<URLSearchParams>;
  close(): void;
}

/** Listens on the first free port. @throws UserError when none is free */
export async function openLoopback(ports: readonly number[]): Promise<Loopback> {
  const server = await listenOnFirst(ports);
  const { port } = server.address() as AddressInfo;
  return {
    redirectUri: `http://localhost:${port}/`,
    answer: (state, timeoutMs) => answerAt(server, state, timeoutMs),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function listenOnFirst(ports: readonly number[]): Promise<Server> {
  for (const port of ports) {
    const server = createServer();
    const listening = await new Promise<boolean>((resolve) => {
      server
        .once('error', () => resolve(false))
        .once('listening', () => resolve(true))
        .listen(port, '127.0.0.1');
    });
    if (listening) return server;
  }
  throw new UserError(
    `The ports ${ports.join(', ')} are all in use, and the sign-in requires one of them. Stop a program that uses one, or pass a token: --token TOKEN.`,
  );
}

function answerAt(server: Server, state: string, timeoutMs: number): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const late = new UserError(`No sign-in within ${Math.ceil(timeoutMs / 1000)} s. Start again, or pass a token: --token TOKEN.`);
    const timer = setTimeout(() => reject(late), timeoutMs);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method !== 'GET' || pathname !== '/') return tell(response, 404, 'Not found.');
      if (searchParams.get('state') !== state) return tell(response, 400, 'This is not the expected sign-in.');
      clearTimeout(timer);
      const done = searchParams.has('error') ? 'The sign-in failed.' : 'You are signed in.';
      tell(response, 200, `${done} Close this window and return to the terminal.`);
      resolve(searchParams);
    });
  });
}

function tell(response: ServerResponse, status: number, words: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
  response.writeHead(status, headers).end(words);
}
