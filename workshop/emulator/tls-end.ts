import { once } from 'node:events';
import { createServer, request } from 'node:http';

export interface TlsEnd {
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Simulates the end of TLS at AWS: a proxy that marks its requests as HTTPS, which the policies of the buckets and the queues require.
 * The connections are plain HTTP, because nothing leaves this machine.
 * @param behind the endpoint behind the proxy, which listens on the same port of 127.0.0.1
 */
export async function startTlsEnd(behind: string): Promise<TlsEnd> {
  const { hostname, port } = new URL(behind);
  const server = createServer((incoming, response) => {
    // With the original host, which is part of the signatures.
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
