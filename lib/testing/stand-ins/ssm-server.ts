import { text } from 'node:stream/consumers';
import { listen } from './listen';

export interface SsmServer {
  readonly endpoint: string;
  /** The requests, in order. */
  readonly requests: readonly unknown[];
  close(): Promise<void>;
}

/** GetParameter, the only request that a function sends to Systems Manager. @param parameters values by name, which a test may change */
export async function startSsmServer(parameters: Readonly<Record<string, string>>): Promise<SsmServer> {
  const requests: unknown[] = [];
  const server = await listen(async (request, response) => {
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
  });
  return { ...server, requests };
}
