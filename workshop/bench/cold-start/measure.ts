import { type DeployedFunction, FunctionProcess } from '../../../lib/testing/lambda-runtime/function-process';
import { ownNode } from '../../../lib/testing/lambda-runtime/node-runtimes';
import { quantile } from '../statistics';
import type { CpuShare } from './cpu-share';
import type { Scenario } from './scenarios';

/** Durations of one process, in milliseconds. */
export interface Measured {
  /** From its start until its request for the first event: Node, the package, and the initialization. */
  readonly load: number;
  /** The same, plus the first call. */
  readonly loadAndFirst: number;
  readonly p50: number;
  readonly p99: number;
}

/** The same work, done by the application's package and by the conventional one, directly after each other. */
export interface Pair {
  readonly ours: Measured;
  readonly conventional: Measured;
}

export interface Measurement {
  readonly fn: DeployedFunction;
  readonly scenario: Scenario;
  /** Environment variables that redirect it to stubs of AWS services. */
  readonly standIns: Readonly<Record<string, string>>;
  /** Calls after the first. */
  readonly calls: number;
  /** @default - all CPU of the machine */
  readonly share?: CpuShare;
}

/**
 * Starts a function in a new process and calls it. As in Lambda, it loads with a whole CPU, and has its share from the first call on.
 * @throws Error when an answer is wrong
 */
export async function measure({ fn, scenario, standIns, calls, share }: Measurement): Promise<Measured> {
  const started = performance.now();
  const running = await FunctionProcess.start(fn, ownNode, standIns);
  const load = performance.now() - started;
  const call = async () => {
    const event = await scenario.event();
    const asked = performance.now();
    const answer = await running.invoke(event);
    const took = performance.now() - asked;
    if (!scenario.isRight(answer)) throw new Error(`${fn.folder} answers ${JSON.stringify(answer)}: ${running.log}`);
    return took;
  };
  try {
    if (running.pid) share?.hold(running.pid);
    const first = await call();
    const warm: number[] = [];
    for (let count = 0; count < calls; count++) warm.push(await call());
    return { load, loadAndFirst: load + first, p50: quantile(warm, 0.5), p99: quantile(warm, 0.99) };
  } finally {
    await running.stop();
  }
}
