import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** A function's error report. */
interface Report {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** Thrown for an error that a function has reported. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';

  constructor(
    /** `init` for an initialization error. */
    readonly during: 'init' | 'invocation',
    readonly report: Report,
  ) {
    super(`${during} error: ${report.errorType}: ${report.errorMessage}`);
  }
}

/** Context of an invocation. */
export interface Invocation {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/**
 * Lambda's Runtime API for one process: it passes one event at a time to the function, and receives its response.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  /** The function's pending request for its next event. */
  private question = new Deferred<ServerResponse>();
  private open: { readonly id: string; readonly answer: Deferred<unknown> } | undefined;

  /** Resolves when the function first requests an event. @throws FunctionFailed when it reports an initialization error */
  readonly ready: Promise<void> = this.question.promise.then(() => undefined);

  private constructor(private readonly server: Server) {
    this.ready.catch(() => undefined);
    server.on('request', (request, response) => {
      this.handle(request, response).catch((error) => response.destroy(error));
    });
  }

  static async listen(): Promise<RuntimeApi> {
    // Without the keep-alive timeout of five seconds: after a suspension, a machine would find the connection closed.
    const server = createServer({ keepAliveTimeout: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RuntimeApi(server);
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /**
   * Invokes the function. @returns its response
   * @throws FunctionFailed when it reports an error
   */
  async invoke(event: unknown, { functionArn, timeoutMs }: Invocation): Promise<unknown> {
    if (this.open) throw new Error('A Lambda process handles one invocation at a time.');
    const id = randomUUID();
    const answer = new Deferred<unknown>();
    this.open = { id, answer };
    try {
      const response = await this.question.promise;
      this.question = new Deferred();
      response.writeHead(200, {
        'content-type': 'application/json',
        'lambda-runtime-aws-request-id': id,
        'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
        'lambda-runtime-invoked-function-arn': functionArn,
        'lambda-runtime-trace-id': 'Root=1-6744a6a0-000000000000000000000000;Parent=0000000000000000;Sampled=0',
      });
      response.end(JSON.stringify(event));
      return await answer.promise;
    } finally {
      this.open = undefined;
    }
  }

  /** Reports that the process has exited: pending calls are rejected with the reason. */
  abandon(reason: Error): void {
    this.question.reject(reason);
    this.open?.answer.reject(reason);
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, path = ''] = request.url?.split('/2018-06-01/runtime/') ?? [];
    const [, id, end] = /^invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    if (request.method === 'GET' && path === 'invocation/next') {
      this.question.resolve(response);
      return;
    }
    const body = await text(request);
    const accept = () => response.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (request.method !== 'POST') response.writeHead(404).end();
    else if (path === 'init/error') {
      this.question.reject(new FunctionFailed('init', JSON.parse(body)));
      accept();
    } else if (!this.open || id !== this.open.id) response.writeHead(400).end('{"errorType":"InvalidRequestID"}');
    else {
      const { answer } = this.open;
      if (end === 'error') answer.reject(new FunctionFailed('invocation', JSON.parse(body)));
      else answer.resolve(JSON.parse(body));
      accept();
    }
  }
}

/** A promise that is settled from outside and need not be awaited. */
class Deferred<T> {
  resolve!: (value: T) => void;
  reject!: (reason: Error) => void;
  readonly promise = new Promise<T>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });

  constructor() {
    this.promise.catch(() => undefined);
  }
}
