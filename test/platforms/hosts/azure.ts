// Runs functions as Azure's Node.js worker does: `@azure/functions` registers them with the worker's module, and converts the host's
// requests and answers. The worker itself is not on npm. This file has what the library calls of it, and HTTP instead of the host.
import { createServer, type IncomingMessage } from 'node:http';
import Module from 'node:module';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

const [folder = '', port] = process.argv.slice(2);

interface Metadata {
  readonly name: string;
  readonly bindings: Readonly<
    Record<string, { readonly type: string; readonly route?: string; readonly methods?: readonly string[] }>
  >;
}

interface Invocation {
  getArguments(): Promise<{ context: unknown; inputs: unknown[] }>;
  invokeFunction(context: unknown, inputs: unknown[], callback: unknown): Promise<unknown>;
  getResponse(context: unknown, result: unknown): Promise<{ returnValue: { http: RpcAnswer } }>;
}

interface RpcAnswer {
  readonly statusCode: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: { readonly bytes?: Uint8Array; readonly string?: string };
}

let model: { getInvocationModel(context: object): Invocation };
const functions: { metadata: Metadata; callback: unknown }[] = [];

const worker = {
  setProgrammingModel(given: typeof model) {
    model = given;
  },
  registerFunction(metadata: Metadata, callback: unknown) {
    functions.push({ metadata, callback });
  },
  log: (level: string, _category: string, message: string) => console.error(`${level} ${message}`),
};

const loader = Module as unknown as { _load(name: string, ...rest: unknown[]): unknown };
const load = loader._load;
loader._load = (name, ...rest) => (name === '@azure/functions-core' ? worker : load(name, ...rest));
require(join(folder, 'index.js'));

async function answer(request: IncomingMessage): Promise<RpcAnswer> {
  const method = request.method ?? '';
  const [found] = functions;
  const [name, trigger] = Object.entries(found?.metadata.bindings ?? {}).find(([, { type }]) => type === 'httpTrigger') ?? [];
  if (!found || !name || !trigger?.methods?.includes(method) || trigger.route !== '{*path}')
    return { statusCode: '404', headers: {} };
  const bytes = await buffer(request);
  const http = {
    method,
    url: `http://${request.headers.host}${request.url}`,
    headers: Object.fromEntries(Object.entries(request.headers).map(([header, value]) => [header, `${value}`])),
    // The host sends text as a string.
    ...(bytes.length > 0 && { body: { string: bytes.toString() } }),
  };
  const context = {
    invocationId: crypto.randomUUID(),
    metadata: found.metadata,
    request: { inputData: [{ name, data: { http } }] },
    log: (level: string, _category: string, message: string) => console.error(`${level} ${message}`),
  };
  const invocation = model.getInvocationModel(context);
  const given = await invocation.getArguments();
  const result = await invocation.invokeFunction(given.context, given.inputs, found.callback);
  return (await invocation.getResponse(given.context, result)).returnValue.http;
}

createServer(async (request, response) => {
  try {
    const { statusCode, headers, body } = await answer(request);
    response.writeHead(Number(statusCode), headers).end(body?.bytes ?? body?.string);
  } catch (error) {
    console.error(error);
    response.writeHead(500).end();
  }
}).listen(Number(port), '127.0.0.1');
