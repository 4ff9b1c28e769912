import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { platform } from '../../build/platform';
import type { NodeRuntime } from './node-runtimes';
import { RuntimeApi } from './runtime-api';

/** A function as it is deployed to Lambda. */
export interface DeployedFunction {
  readonly name: string;
  /** The unpacked package. */
  readonly folder: string;
  /** Such as `index.handler`. */
  readonly handler: string;
  /** Environment variables of its configuration. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMb: number;
  readonly timeoutMs: number;
}

export const region = 'eu-central-1';

/**
 * Environment variables that Lambda sets for every function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
function lambdaEnvironment({ name, folder, handler, memoryMb }: DeployedFunction, runtimeApi: string) {
  return {
    _HANDLER: handler,
    AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'example/secret+key',
    AWS_SESSION_TOKEN: 'example+session/token==',
    AWS_DEFAULT_REGION: region,
    AWS_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${platform.runtime.name}`,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '1',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_FORMAT: 'JSON',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/22/[1]00000000000000000000000000000000',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    LAMBDA_TASK_ROOT: folder,
    LANG: 'en_US.UTF-8',
    PATH: '/usr/local/bin:/usr/bin/:/bin',
    TZ: ':UTC',
    // Home of Lambda's user, which does not exist. Otherwise the SDK reads ~/.aws/config of the user who runs the tests.
    HOME: '/home/sbx_user1051',
    // NODE_PATH is missing, with which Lambda provides its own SDK: a package that relies on that SDK must fail.
  };
}

/** Runs a function in a new process, with its package and Lambda's environment, isolated from this machine's. */
export class FunctionProcess {
  private output = '';

  private constructor(
    private readonly fn: DeployedFunction,
    private readonly api: RuntimeApi,
    private readonly child: ChildProcess,
  ) {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text) => {
        this.output += text;
      });
    }
    child.once('error', (error) => api.abandon(error));
    child.once('close', (code, signal) => {
      api.abandon(new Error(`The process of ${fn.name} exited (${code ?? signal}) without reporting an error: ${this.output}`));
    });
  }

  /**
   * @param standIns environment variables that redirect the function to stubs of AWS services
   * @returns the process, when it requests its first event
   * @throws FunctionFailed when it reports an initialization error
   */
  static async start(
    fn: DeployedFunction,
    node: NodeRuntime,
    standIns: Readonly<Record<string, string>> = {},
  ): Promise<FunctionProcess> {
    const api = await RuntimeApi.listen();
    const child = spawn(node.command, [...node.args, join(__dirname, 'bootstrap.cjs')], {
      cwd: fn.folder,
      env: { ...lambdaEnvironment(fn, api.address), ...fn.environment, ...standIns },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new FunctionProcess(fn, api, child);
    try {
      await api.ready;
      return started;
    } catch (error) {
      await started.stop();
      throw error;
    }
  }

  /** The process, for tests that limit its resources. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Its log so far; complete after it was stopped. */
  get log(): string {
    return this.output;
  }

  /**
   * @returns the response
   * @throws FunctionFailed when it reports an error
   */
  invoke(event: unknown): Promise<unknown> {
    const functionArn = `arn:aws:lambda:${region}:111122223333:function:${this.fn.name}:live`;
    return this.api.invoke(event, { functionArn, timeoutMs: this.fn.timeoutMs });
  }

  /** Ends the process. Idempotent. */
  async stop(): Promise<void> {
    if (this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null) {
      const ended = once(this.child, 'close');
      this.child.kill('SIGKILL');
      await ended;
    }
    await this.api.close();
  }
}
