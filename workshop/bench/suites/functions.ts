import { statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { type DeployedFunction, FunctionProcess } from '../../../lib/testing/lambda-runtime/function-process';
import { isLambdasPlatform, ownNode } from '../../../lib/testing/lambda-runtime/node-runtimes';
import { type Functions, newFolder } from '../../../lib/testing/packages/assembly';
import { type Cloud, deploy } from '../../../lib/testing/packages/cloud';
import { filesIn } from '../../../lib/testing/packages/package-contents';
import { withBinariesOfThisMachine } from '../../../lib/testing/packages/sharp-binaries';
import { bundleConventionally } from '../baselines/conventional/bundle';
import { cpuOfProcess, noProcessTimes } from '../cpu';
import { inPairs, type Row, type Samples, type Session, type Side, type Suite, samplesOf } from '../suite';
import { type Scenario, scenariosOn } from './scenarios';

/** Calls that are measured in each pair, after the same number of calls that warm the function. */
const warmCalls = 50;

const coldStart = functionNames.map((name) => [
  `cold-start ${name}`,
  [
    { name: `cold-start ${name}: load`, unit: 'CPU ms' },
    { name: `cold-start ${name}: load + first call`, unit: 'CPU ms' },
  ],
]);
const packageSize = functionNames.map((name) => [`package-size ${name}`, [{ name: `package-size ${name}`, unit: 'KB' }]]);
const warm = (['get-image', 'list-images'] as const).map((name) => [`warm ${name}`, [{ name: `warm ${name}`, unit: 'CPU ms' }]]);
const nothing = 'cold-start nothing';

const benchmarks: Readonly<Record<string, readonly Row[]>> = {
  ...Object.fromEntries(packageSize),
  ...Object.fromEntries(coldStart),
  [nothing]: [{ name: `${nothing}: load`, unit: 'CPU ms' }],
  ...Object.fromEntries(warm),
};

/**
 * The packages, against the same handlers built conventionally: `NodejsFunction` with its defaults, the SDK outside of the package, the
 * document client, and the S3 client for signatures. Each starts in a new process under a Lambda Runtime API.
 */
export const functions: Suite = {
  benchmarks,
  obstacle: (benchmark) => (benchmark.startsWith('package-size') ? undefined : noProcessTimes),
  async open(): Promise<Session> {
    const cloud = await deploy();
    const folder = await newFolder();
    try {
      return await FunctionSession.open(cloud, folder);
    } catch (error) {
      await cloud.close();
      await rm(folder, { recursive: true });
      throw error;
    }
  },
};

class FunctionSession implements Session {
  private constructor(
    private readonly cloud: Cloud,
    private readonly folder: string,
    private readonly sides: Readonly<Record<Side, Functions>>,
    private readonly scenarios: Readonly<Record<FunctionName, Scenario>>,
  ) {}

  static async open(cloud: Cloud, folder: string): Promise<FunctionSession> {
    const ours = await runnable(cloud);
    const sides = { ours, baseline: bundleConventionally(folder, ours) };
    return new FunctionSession(cloud, folder, sides, await scenariosOn(cloud));
  }

  async measure(benchmark: string, pairs: number): Promise<Samples> {
    if (benchmark === nothing) return this.measureNothing(pairs);
    const [kind = '', fn = ''] = benchmark.split(' ');
    const name = fn as FunctionName;
    if (kind === 'package-size') return { [benchmark]: [this.sizes(name)] };
    if (kind === 'warm') return { [benchmark]: await this.measureWarm(name, pairs) };
    const measured = await inPairs(pairs, {
      ours: () => this.start('ours', name),
      baseline: () => this.start('baseline', name),
    });
    return {
      [`${benchmark}: load`]: samplesOf(measured, ({ load }) => load),
      [`${benchmark}: load + first call`]: samplesOf(measured, ({ first }) => first),
    };
  }

  async close(): Promise<void> {
    await this.cloud.close();
    await rm(this.folder, { recursive: true });
  }

  private sizes(name: FunctionName) {
    return { ours: kilobytes(this.sides.ours[name]), baseline: kilobytes(this.sides.baseline[name]) };
  }

  /** Starts a process and calls it once. */
  private start(side: Side, name: FunctionName): Promise<{ load: number; first: number }> {
    return this.inProcess(side, name, async (call, cpu) => {
      const load = cpu();
      await call();
      return { load, first: cpu() };
    });
  }

  private async measureWarm(name: FunctionName, pairs: number) {
    const measured = await inPairs(pairs, {
      ours: () => this.callOften('ours', name),
      baseline: () => this.callOften('baseline', name),
    });
    return samplesOf(measured, (cpu) => cpu);
  }

  private callOften(side: Side, name: FunctionName): Promise<number> {
    return this.inProcess(side, name, async (call, cpu) => {
      for (let count = 0; count < warmCalls; count++) await call();
      const before = cpu();
      for (let count = 0; count < warmCalls; count++) await call();
      return (cpu() - before) / warmCalls;
    });
  }

  /** A handler that does nothing, against the conventional `health`: the cost of Node itself. */
  private async measureNothing(pairs: number): Promise<Samples> {
    const folder = join(this.folder, 'nothing');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.js'), 'exports.handler = async () => null;');
    const fn = { ...this.sides.ours.health, folder, handler: 'index.handler' };
    const measured = await inPairs(pairs, {
      ours: () => runIn(fn, {}, async (running) => cpuOf(running)),
      baseline: async () => (await this.start('baseline', 'health')).load,
    });
    return { [`${nothing}: load`]: samplesOf(measured, (load) => load) };
  }

  private inProcess<Result>(
    side: Side,
    name: FunctionName,
    use: (call: () => Promise<void>, cpu: () => number) => Promise<Result>,
  ): Promise<Result> {
    // Lambda provides its SDK to functions that do not contain one.
    const sdk: Record<string, string> = side === 'baseline' ? { NODE_PATH: join(__dirname, '../../../node_modules') } : {};
    const scenario = this.scenarios[name];
    const fn = this.sides[side][name];
    return runIn(fn, { ...this.cloud.standIns, ...sdk }, (running) => {
      const call = async () => {
        const answer = await running.invoke(await scenario.event());
        if (!scenario.isRight(answer)) throw new Error(`${fn.folder} answers ${JSON.stringify(answer)}: ${running.log}`);
      };
      return use(call, () => cpuOf(running));
    });
  }
}

async function runIn<Result>(
  fn: DeployedFunction,
  environment: Readonly<Record<string, string>>,
  use: (running: FunctionProcess) => Promise<Result>,
): Promise<Result> {
  const running = await FunctionProcess.start(fn, ownNode, environment);
  try {
    return await use(running);
  } finally {
    await running.stop();
  }
}

const cpuOf = ({ pid }: FunctionProcess) => (pid === undefined ? Number.NaN : cpuOfProcess(pid));

/** The packages, with this machine's binaries of sharp if Lambda's do not run on it. */
async function runnable({ functions: packages }: Cloud): Promise<Functions> {
  if (isLambdasPlatform) return packages;
  return { ...packages, 'resize-image': await withBinariesOfThisMachine(packages['resize-image']) };
}

/** Size of the package, before compression. */
function kilobytes({ folder }: DeployedFunction): number {
  return filesIn(folder).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0) / 1024;
}
