import { statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, functionNames } from '../../../lib/functions';
import { type DeployedFunction, FunctionProcess } from '../../../lib/testing/lambda-runtime/function-process';
import { isLambdasPlatform, lambdaNodeOrOwn, type NodeRuntime } from '../../../lib/testing/lambda-runtime/node-runtimes';
import { type Functions, newFolder } from '../../../lib/testing/packages/assembly';
import { type Cloud, deploy } from '../../../lib/testing/packages/cloud';
import { filesIn } from '../../../lib/testing/packages/package-contents';
import { withBinariesOfThisMachine } from '../../../lib/testing/packages/sharp-binaries';
import { type BaselineFunctions, bundleBaselines } from '../baselines/bundle';
import { type CrudName, crudNames } from '../baselines/crud/stack';
import { cpuOfProcess, noProcessTimes, timed } from '../cpu';
import { picture, twelveMegapixels } from '../inputs';
import { inPairs, type Row, type Samples, type Session, type Side, type Suite, samplesOf } from '../suite';
import { cascade } from './resize';
import { resizing, type Scenario, scenariosOn } from './scenarios';

/** Calls that are measured in each pair, after the same number of calls that warm the function. */
const warmCalls = 30;

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
const warmNothing = 'warm nothing';

/** Files that the resizer handles, and the number of calls that are measured in each pair. */
const uploads = {
  'handler 12 megapixels': { size: twelveMegapixels, calls: 1 },
  'handler 100 kB': { size: { width: 752, height: 564 }, calls: 10 },
} as const;

type UploadName = keyof typeof uploads;

const crud = crudNames.map((name) => [`crud ${name}`, [{ name: `crud ${name}: load`, unit: 'CPU ms' }]]);

const benchmarks: Readonly<Record<string, readonly Row[]>> = {
  ...Object.fromEntries(packageSize),
  ...Object.fromEntries(coldStart),
  [nothing]: [{ name: `${nothing}: load`, unit: 'CPU ms' }],
  ...Object.fromEntries(crud),
  ...Object.fromEntries(warm),
  [warmNothing]: [{ name: warmNothing, unit: 'CPU ms' }],
  ...Object.fromEntries(Object.keys(uploads).map((name) => [name, [{ name, unit: 'ms' }]])),
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

/** Lambda provides its SDK to functions that do not contain one. */
const lambdasSdk = { NODE_PATH: join(__dirname, '../../../node_modules') };

class FunctionSession implements Session {
  private constructor(
    private readonly cloud: Cloud,
    private readonly folder: string,
    private readonly ours: Functions,
    private readonly baselines: BaselineFunctions,
    private readonly scenarios: Readonly<Record<FunctionName, Scenario>>,
    private readonly node: NodeRuntime,
  ) {}

  static async open(cloud: Cloud, folder: string): Promise<FunctionSession> {
    const ours = await runnable(cloud);
    return new FunctionSession(cloud, folder, ours, bundleBaselines(folder, ours), await scenariosOn(cloud), lambdaNodeOrOwn());
  }

  async measure(benchmark: string, pairs: number): Promise<Samples> {
    if (benchmark === nothing) return this.measureNothing(pairs);
    if (benchmark === warmNothing) return this.measureWarmNothing(pairs);
    if (benchmark in uploads) return { [benchmark]: await this.measureHandler(uploads[benchmark as UploadName], pairs) };
    const [kind = '', fn = ''] = benchmark.split(' ');
    const name = fn as FunctionName;
    if (kind === 'package-size') return { [benchmark]: [this.sizes(name)] };
    if (kind === 'crud') return { [`${benchmark}: load`]: await this.measureCrud(fn as CrudName, pairs) };
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
    return { ours: kilobytes(this.ours[name]), baseline: kilobytes(this.baselines.conventional[name]) };
  }

  /** Starts a process and calls it once. */
  private start(side: Side, name: FunctionName): Promise<{ load: number; first: number }> {
    return this.inProcess(side, name, async (call, cpu) => {
      const load = cpu();
      await call();
      return { load, first: cpu() };
    });
  }

  private async measureCrud(name: CrudName, pairs: number) {
    const measured = await inPairs(pairs, {
      ours: async () => (await this.start('ours', name)).load,
      baseline: () =>
        this.run(this.baselines.crud[name], { ...this.cloud.standIns, ...lambdasSdk }, async (running) => cpuOf(running)),
    });
    return samplesOf(measured, (load) => load);
  }

  private async measureWarm(name: FunctionName, pairs: number) {
    const measured = await inPairs(pairs, {
      ours: () => this.callOften('ours', name),
      baseline: () => this.callOften('baseline', name),
    });
    return samplesOf(measured, (cpu) => cpu);
  }

  private callOften(side: Side, name: FunctionName): Promise<number> {
    return this.inProcess(side, name, perCall);
  }

  /** The whole handler of a warm function, against only the resizing, with the same file. */
  private async measureHandler({ size, calls }: (typeof uploads)[UploadName], pairs: number) {
    const file = await (await picture('1/f', size)).jpeg({ quality: 85 }).toBuffer();
    const { event, isRight } = resizing(this.cloud, file);
    const resize = cascade(file);
    const measured = await this.run(this.ours['resize-image'], this.cloud.standIns, async (running) => {
      const handle = async () => {
        const events = await Promise.all(Array.from({ length: calls }, event));
        const answers: unknown[] = [];
        const { wall } = await timed(async () => {
          for (const each of events) answers.push(await running.invoke(each));
        });
        for (const answer of answers) {
          if (!(await isRight(answer))) throw new Error(`The resizer answers ${JSON.stringify(answer)}: ${running.log}`);
        }
        return wall / calls;
      };
      const only = async () => {
        const { wall } = await timed(async () => {
          for (let call = 0; call < calls; call++) await resize();
        });
        return wall / calls;
      };
      await handle();
      await only();
      return inPairs(pairs, { ours: handle, baseline: only });
    });
    return samplesOf(measured, (wall) => wall);
  }

  /** A handler that does nothing, against the conventional `health`: the cost of Node itself. */
  private async measureNothing(pairs: number): Promise<Samples> {
    const fn = await this.doingNothing();
    const measured = await inPairs(pairs, {
      ours: () => this.run(fn, {}, async (running) => cpuOf(running)),
      baseline: async () => (await this.start('baseline', 'health')).load,
    });
    return { [`${nothing}: load`]: samplesOf(measured, (load) => load) };
  }

  /** A warm call of that handler, against the conventional `health`: the cost of a call itself. */
  private async measureWarmNothing(pairs: number): Promise<Samples> {
    const fn = await this.doingNothing();
    const measured = await inPairs(pairs, {
      ours: () =>
        this.run(fn, {}, (running) =>
          perCall(
            () => running.invoke({}),
            () => cpuOf(running),
          ),
        ),
      baseline: () => this.callOften('baseline', 'health'),
    });
    return { [warmNothing]: samplesOf(measured, (cpu) => cpu) };
  }

  private async doingNothing(): Promise<DeployedFunction> {
    const folder = join(this.folder, 'nothing');
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'index.js'), 'exports.handler = async () => null;');
    return { ...this.ours.health, folder, handler: 'index.handler' };
  }

  private inProcess<Result>(
    side: Side,
    name: FunctionName,
    use: (call: () => Promise<void>, cpu: () => number) => Promise<Result>,
  ): Promise<Result> {
    const sdk: Record<string, string> = side === 'baseline' ? lambdasSdk : {};
    const scenario = this.scenarios[name];
    const fn = side === 'ours' ? this.ours[name] : this.baselines.conventional[name];
    return this.run(fn, { ...this.cloud.standIns, ...sdk }, (running) => {
      const call = async () => {
        const answer = await running.invoke(await scenario.event());
        if (!(await scenario.isRight(answer))) throw new Error(`${fn.folder} answers ${JSON.stringify(answer)}: ${running.log}`);
      };
      return use(call, () => cpuOf(running));
    });
  }

  private async run<Result>(
    fn: DeployedFunction,
    environment: Readonly<Record<string, string>>,
    use: (running: FunctionProcess) => Promise<Result>,
  ): Promise<Result> {
    const running = await FunctionProcess.start(fn, this.node, environment);
    try {
      return await use(running);
    } finally {
      await running.stop();
    }
  }
}

/** The CPU time of one warm call. */
async function perCall(call: () => Promise<unknown>, cpu: () => number): Promise<number> {
  for (let count = 0; count < warmCalls; count++) await call();
  const before = cpu();
  for (let count = 0; count < warmCalls; count++) await call();
  return (cpu() - before) / warmCalls;
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
