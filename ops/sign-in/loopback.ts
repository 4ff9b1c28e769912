import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../cli/user-error';

/** Waits on this computer for the browser to come back from signing in. */
export interface Loopback {
  /** Where the issuer is to send the browser. */
  readonly redirectUri: string;
  /**
   * What the browser brings. Anything without the state is not the answer, and waited beyond: any program can call.
   * @throws UserError after `timeoutMs`
   */
  answer(state: string, timeoutMs: number): Promise<URLSearchParams>;
  close(): void;
}

/** Listens on the first of the ports that is free. @throws UserError when none is */
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
    `The ports ${ports.join(', ')} are all in use, and the browser can come back to no other. Stop what uses one of them, or give a token: --token TOKEN.`,
  );
}

function answerAt(server: Server, state: string, timeoutMs: number): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const late = new UserError(
      `Nobody signed in within ${Math.ceil(timeoutMs / 1000)} s. Start again, or give a token: --token TOKEN.`,
    );
    const timer = setTimeout(() => reject(late), timeoutMs);
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
      if (request.method !== 'GET' || pathname !== '/') return tell(response, 404, 'There is nothing here.');
      if (searchParams.get('state') !== state) return tell(response, 400, 'This is not the sign-in that is waited for.');
      clearTimeout(timer);
      const done = searchParams.has('error') ? 'You did not sign in.' : 'You are signed in.';
      tell(response, 200, `${done} Close this window and go back to the terminal.`);
      resolve(searchParams);
    });
  });
}

function tell(response: ServerResponse, status: number, words: string): void {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', connection: 'close' };
  response.writeHead(status, headers).end(words);
}
