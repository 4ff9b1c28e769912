import { type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from './listen';

/** One request, before it reaches the real service. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Forwards the complete request. @returns the complete response */
  forward(): Promise<Answer>;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Handles a request. */
export type Behavior = (exchange: Exchange) => unknown;

export interface FaultyServer {
  /** Its URL, such as `http://127.0.0.1:4711`. */
  readonly endpoint: string;
  /** All requests so far, with their time in milliseconds on a monotonic clock. */
  readonly requests: readonly { line: string; at: number }[];
  /** Defines how the next requests are handled, one each; later ones pass. */
  next(...behaviors: Behavior[]): void;
  /** Defines how all other requests are handled. */
  always(behavior: Behavior): void;
  /** Resets behavior and requests. */
  reset(): void;
  close(): Promise<void>;
}

/** A faulty proxy in front of a working service. */
export async function startFaultyServer(service: string): Promise<FaultyServer> {
  const requests: { line: string; at: number }[] = [];
  let script: Behavior[] = [];
  let otherwise: Behavior = pass;
  const server = await listen((request, response) => {
    const { method, url, headers } = request;
    requests.push({ line: `${method} ${headers['x-amz-target'] ?? url}`, at: performance.now() });
    const behave = script.shift() ?? otherwise;
    const body = buffer(request);
    // When a client breaks off while sending, nothing reaches the service.
    body.catch(() => undefined);
    const exchange = { request, response, forward: async () => forward(service, request, await body) };
    Promise.resolve(behave(exchange)).catch(() => response.destroy());
  });
  return {
    ...server,
    requests,
    next: (...behaviors) => script.push(...behaviors),
    always(behavior) {
      otherwise = behavior;
    },
    reset() {
      script = [];
      otherwise = pass;
      requests.length = 0;
    },
  };
}

export const pass: Behavior = async ({ response, forward }) => {
  const { status, headers, body } = await forward();
  response.writeHead(status, headers).end(body);
};

/** Responds itself. The request does not reach the service. */
export const answer =
  (status: number, body: string, headers: Record<string, string> = {}): Behavior =>
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

/** The error 500 of both services, which the SDK detects by its status. */
export const internalError = answer(500, '');

/** Closes the connection before the request reaches the service. */
export const dropBefore: Behavior = ({ request }) => {
  request.socket.resetAndDestroy();
};

/** Closes the connection after the service has handled the request, before the response. */
export const dropAfter: Behavior = async ({ request, forward }) => {
  await forward();
  request.socket.resetAndDestroy();
};

/** Closes the connection after the service has handled the request, and after the headers and some bytes of the response. */
export const cutAt =
  (bytes: number): Behavior =>
  async (exchange) => {
    await begin(exchange, bytes);
    exchange.request.socket.destroy();
  };

/** Sends the headers and some bytes of a response, and then nothing more on an open connection. */
export const stallAt =
  (bytes: number): Behavior =>
  (exchange) =>
    begin(exchange, bytes);

/** Sends a response byte by byte, so slowly that it never ends, without a long pause. */
export const trickle: Behavior = async (exchange) => {
  const body = await begin(exchange, 0);
  for (let sent = 0; sent < body.length && !exchange.request.socket.destroyed; sent += 1) {
    exchange.response.write(body.subarray(sent, sent + 1));
    await wait(200);
  }
};

/** Sends the headers line by line without end, without a long pause. */
export const slowHead: Behavior = async ({ request: { socket } }) => {
  socket.write('HTTP/1.1 200 OK\r\n');
  for (let line = 0; !socket.destroyed; line += 1) {
    socket.write(`x-line-${line}: 1\r\n`);
    await wait(200);
  }
};

/** Keeps the connection open and sends nothing. */
export const silence: Behavior = () => undefined;

/** Sends no response in time. The service handles the request only when `late` resolves. */
export const appliedAfter =
  (late: Promise<unknown>, done: () => void): Behavior =>
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

/** The behavior applies to this connection only. */
const endToEnd = (headers: Answer['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !['connection', 'keep-alive', 'transfer-encoding'].includes(name)));
