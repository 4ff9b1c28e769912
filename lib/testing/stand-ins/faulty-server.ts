import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** One request on its way to the service behind. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Hands the request to the service, whole. @returns its whole answer */
  forward(): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** What happens to a request. */
export type Behaviour = (exchange: Exchange) => unknown;

export interface FaultyServer {
  /** Its address, such as `http://127.0.0.1:4711`. */
  readonly endpoint: string;
  /** All requests so far, and when each came, in milliseconds since some moment. */
  readonly requests: readonly { line: string; at: number }[];
  /** What happens to the next requests, one each; those after them pass. */
  next(...behaviours: Behaviour[]): void;
  /** What happens to every request that nothing else is said of. */
  always(behaviour: Behaviour): void;
  /** Forgets what was said and what came. */
  reset(): void;
  close(): Promise<void>;
}

/** A service that fails as it is told, and behind it one that does not. */
export async function startFaultyServer(service: string): Promise<FaultyServer> {
  const requests: { line: string; at: number }[] = [];
  let script: Behaviour[] = [];
  let otherwise: Behaviour = pass;
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    requests.push({ line: `${method} ${headers['x-amz-target'] ?? url}`, at: performance.now() });
    const behave = script.shift() ?? otherwise;
    const body = buffer(request);
    // Who is cut off in the middle of sending ends here; nothing of it reaches the service.
    body.catch(() => undefined);
    const exchange = { request, response, forward: async () => forward(service, request, await body) };
    Promise.resolve(behave(exchange)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    next: (...behaviours) => script.push(...behaviours),
    always(behaviour) {
      otherwise = behaviour;
    },
    reset() {
      script = [];
      otherwise = pass;
      requests.length = 0;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export const pass: Behaviour = async ({ response, forward }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers).end(body);
};

/** Answers by itself; the service hears nothing. */
export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Behaviour =>
  ({ response }) => {
    response.writeHead(status, headers).end(body);
  };

export const throttledDynamo = answer(
  400,
  '{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException","message":"slower"}',
  { 'content-type': 'application/x-amz-json-1.0' },
);

export const slowDown = answer(503, '<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>', {
  'content-type': 'application/xml',
});

/** Both services' 500, which the library tells by its status. */
export const internalError = answer(500, '');

/** The connection ends before the service hears of the request. */
export const dropBefore: Behaviour = ({ request }) => {
  request.socket.resetAndDestroy();
};

/** The service does what it was asked, and the connection ends before its answer. */
export const dropAfter: Behaviour = async ({ request, forward }) => {
  await forward();
  request.socket.resetAndDestroy();
};

/** The service does what it was asked; of its answer, the head and so many bytes arrive before the connection ends. */
export const cutAt =
  (bytes: number): Behaviour =>
  async (exchange) => {
    await begin(exchange, bytes);
    exchange.request.socket.destroy();
  };

/** The head and so many bytes of an answer arrive, and then nothing more, while the connection stands. */
export const stallAt =
  (bytes: number): Behaviour =>
  (exchange) =>
    begin(exchange, bytes);

/** An answer whose bytes come one by one, so slowly that it never ends, and never falls silent. */
export const trickle: Behaviour = async (exchange) => {
  const body = await begin(exchange, 0);
  for (let sent = 0; sent < body.length && !exchange.request.socket.destroyed; sent += 1) {
    exchange.response.write(body.subarray(sent, sent + 1));
    await wait(200);
  }
};

/** The head of an answer comes line by line and never ends; the connection is never silent. */
export const slowHead: Behaviour = async ({ request: { socket } }) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  for (let line = 0; !socket.destroyed; line += 1) {
    socket.write(`x-line-${line}: 1\r\n`);
    await wait(200);
  }
};

/** The connection stands, and nothing comes. */
export const silence: Behaviour = () => undefined;

/** Nothing comes in time, and the service does what it was asked only when `late` settles. */
export const appliedAfter =
  (late: Promise<unknown>, done: () => void): Behaviour =>
  async ({ forward }) => {
    await late;
    await forward();
    done();
  };

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function begin({ response, forward }: Exchange, bytes: number): Promise<Buffer> {
  const { status, headers, body } = await forward();
  response.writeHead(status, { ...headers, 'content-length': String(body.length) }).flushHeaders();
  if (bytes > 0) await new Promise((resolve) => response.write(body.subarray(0, bytes), resolve));
  return body;
}

function forward(service: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  const options: RequestOptions = { method, headers, agent: false };
  return new Promise((resolve, reject) => {
    request(new URL(url ?? '/', service), options, async (incoming) => {
      const { statusCode: status = 502, headers } = incoming;
      resolve({ status, headers: endToEnd(headers), body: await buffer(incoming) });
    })
      .on('error', reject)
      .end(body);
  });
}

/** What is said of a connection is true of that one alone. */
const endToEnd = (headers: Answer['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name)));
