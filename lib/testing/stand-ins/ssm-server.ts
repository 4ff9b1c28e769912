import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SsmServer {
  readonly endpoint: string;
  /** The requests for parameters, in their order. */
  readonly requests: readonly unknown[];
  close(): Promise<void>;
}

/** The one request of Systems Manager that a function makes. @param parameters texts by name, which a test may change */
export async function startSsmServer(parameters: Readonly<Record<string, string>>): Promise<SsmServer> {
  const requests: unknown[] = [];
  const server = createServer(async (request, response) => {
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const asked: { Name: string } = JSON.parse(await text(request));
    if (request.headers['x-amz-target'] !== 'AmazonSSM.GetParameter') {
      response.writeHead(400).end('{"__type": "UnknownOperationException"}');
      return;
    }
    requests.push(asked);
    const Value = parameters[asked.Name];
    if (Value === undefined) response.writeHead(400).end('{"__type": "ParameterNotFound"}');
    else response.end(JSON.stringify({ Parameter: { Name: asked.Name, Type: 'SecureString', Value } }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
