import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What a function reports of its failure. */
interface Report {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

/** A failure that a function has reported itself. */
export class FunctionFailed extends Error {
  override readonly name = 'FunctionFailed';

  constructor(
    /** `init` when it could not start. */
    readonly during: 'init' | 'invocation',
    readonly report: Report,
  ) {
    super(`${during} error: ${report.errorType}: ${report.errorMessage}`);
  }
}

/** What Lambda tells of a call besides its event. */
export interface Invocation {
  readonly functionArn: string;
  readonly timeoutMs: number;
}

/**
 * Lambda's side of one function's process: gives it events, one at a time, and takes its answers.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export class RuntimeApi {
  /** The function's open question for its next event. */
  private question = new Deferred<ServerResponse>();
  private open: { readonly id: string; readonly answer: Deferred<unknown> } | undefined;

  /** Settles when the function first asks for an event. @throws FunctionFailed when it reports that it cannot start */
  readonly ready: Promise<void> = this.question.promise.then(() => undefined);

  private constructor(private readonly server: Server) {
    this.ready.catch(() => undefined);
    server.on('request', (request, response) => {
      this.handle(request, response).catch((error) => response.destroy(error));
    });
  }

  static async listen(): Promise<RuntimeApi> {
    // Without Node's five seconds between two requests: a machine that was suspended would find the connection closed.
    const server = createServer({ keepAliveTimeout: 0 }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new RuntimeApi(server);
  }

  /** The value of AWS_LAMBDA_RUNTIME_API. */
  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Calls the function. @returns its answer  @throws FunctionFailed when it reports an error */
  async invoke(event: unknown, { functionArn, timeoutMs }: Invocation): Promise<unknown> {
    if (this.open) throw new Error('A process of Lambda has one call at a time.');
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

  /** Says that the function's process is no more: whoever waits for it gets the reason. */
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

/** A promise to be settled from outside; nobody has to listen to it. */
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
