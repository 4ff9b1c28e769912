import { once } from 'node:events';
import { createServer, request } from 'node:http';

export interface TlsEnd {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Stands where AWS's TLS ends: passes on what it is sent, and says that it came by HTTPS, which the policies of the buckets and
 * the queues ask for. It is plain HTTP all the same, because nothing leaves this machine.
 * @param behind the endpoint that is passed on to; the end listens at the same port of 127.0.0.1
 */
export async function startTlsEnd(behind: string): Promise<TlsEnd> {
  const { hostname, port } = new URL(behind);
  const server = createServer((incoming, response) => {
    // With the host that was asked for, which signatures cover.
    const headers = { ...incoming.headers, 'x-forwarded-proto': 'https' };
    const outgoing = request({ hostname, port, method: incoming.method, path: incoming.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }).listen(Number(port), '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
