/**
 * Measures cold starts of the packages, and of the same handlers built conventionally: `NodejsFunction` with its defaults, the SDK
 * outside of the package, the document client, and the S3 client for signatures. Each starts in a new process under a Lambda Runtime
 * API. They run in pairs, in changing order, so that a busy machine slows both: compare the ratios, not the milliseconds.
 * To run it: `npm run bench:cold-start [-- --pairs 9 --calls 100 --only get-image]`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseOptions, readArguments, suggestion } from '../../../cli/options';
import { argumentsOrExit } from '../../../cli/usage-error';
import { type FunctionName, functionNames } from '../../../lib/functions';
import type { DeployedFunction } from '../../../lib/testing/lambda-runtime/function-process';
import { isLambdasPlatform } from '../../../lib/testing/lambda-runtime/node-runtimes';
import { newFolder } from '../../../lib/testing/packages/assembly';
import { type Cloud, deploy } from '../../../lib/testing/packages/cloud';
import { withBinariesOfThisMachine } from '../../../lib/testing/packages/sharp-binaries';
import { bundleConventionally } from './conventional/bundle';
import { CpuShare } from './cpu-share';
import { measure, type Pair } from './measure';
import { report } from './report';
import { scenariosOn } from './scenarios';

const usage = `npm run bench:cold-start [-- --pairs N] [--calls N] [--only NAME]…
  --pairs N    starts of each function, both ways (5)
  --calls N    calls after each start (60)
  --only NAME  one of ${functionNames.join(', ')}; all of them unless you name some`;

/** @throws UsageError */
function optionsOf(args: readonly string[]) {
  return readArguments(args, usage, (given) => {
    const { values } = parseOptions(given, {
      options: {
        pairs: { type: 'string', default: '5' },
        calls: { type: 'string', default: '60' },
        only: { type: 'string', multiple: true, default: [] },
      },
    });
    const unknown = values.only.find((name) => !functionNames.some((known) => known === name));
    if (unknown !== undefined) throw new Error(`Unknown function ${JSON.stringify(unknown)}.${suggestion(unknown, functionNames)}`);
    const names = functionNames.filter((name) => values.only.length === 0 || values.only.includes(name));
    return { pairs: count('pairs', values.pairs), calls: count('calls', values.calls), names };
  });
}

function count(name: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new Error(`--${name} must be a whole number from 1 to 999999, not ${JSON.stringify(text)}.`);
  return Number(text);
}

async function main(): Promise<void> {
  const { pairs, calls, names } = argumentsOrExit(() => optionsOf(process.argv.slice(2)));
  const cloud = await deploy();
  const folder = await newFolder();
  const shares = new Shares();
  try {
    const ours = await runnable(cloud);
    const conventional = bundleConventionally(folder, ours);
    const scenarios = await scenariosOn(cloud);
    const run = (fn: DeployedFunction, standIns: Record<string, string>) =>
      measure({ fn, scenario: scenarios[fn.name as FunctionName], standIns, calls, share: shares.of(fn.memoryMb) });
    const runOurs = (name: FunctionName) => run(ours[name], cloud.standIns);
    // Lambda provides its SDK to functions that do not contain one.
    const runConventional = (name: FunctionName) =>
      run(conventional[name], { ...cloud.standIns, NODE_PATH: join(__dirname, '../../../node_modules') });

    const empty: number[] = [];
    const results = new Map<FunctionName, Pair[]>();
    for (let pair = 0; pair < pairs; pair++) {
      empty.push(await loadOfNothing(folder, ours.health));
      for (const name of names) {
        const first = await (pair % 2 ? runOurs : runConventional)(name);
        const second = await (pair % 2 ? runConventional : runOurs)(name);
        const measured = pair % 2 ? { ours: first, conventional: second } : { ours: second, conventional: first };
        results.set(name, [...(results.get(name) ?? []), measured]);
      }
    }
    console.log(report({ results, ours, conventional, empty, calls, held: shares.held }));
  } finally {
    shares.close();
    await cloud.close();
    await rm(folder, { recursive: true });
  }
}

/** The packages, with this machine's binaries of sharp if Lambda's do not run on it. */
async function runnable({ functions }: Cloud): Promise<Cloud['functions']> {
  if (isLambdasPlatform) return functions;
  return { ...functions, 'resize-image': await withBinariesOfThisMachine(functions['resize-image']) };
}

/** The load time of Node itself, with a handler that does nothing. */
async function loadOfNothing(folder: string, like: DeployedFunction): Promise<number> {
  const nothing = join(folder, 'nothing');
  await mkdir(nothing, { recursive: true });
  await writeFile(join(nothing, 'index.js'), 'exports.handler = async () => null;');
  const scenario = { event: async () => ({}), isRight: (answer: unknown) => answer === null };
  const { load } = await measure({ fn: { ...like, folder: nothing }, scenario, standIns: {}, calls: 1 });
  return load;
}

/** A CPU share for each amount of memory, if the machine supports it. */
class Shares {
  private readonly shares = new Map<number, CpuShare>();
  private refusal: Error | undefined;

  of(memoryMb: number): CpuShare | undefined {
    const known = this.shares.get(memoryMb);
    if (known || this.refusal) return known;
    try {
      const share = CpuShare.open(memoryMb);
      this.shares.set(memoryMb, share);
      return share;
    } catch (error) {
      this.refusal = error as Error;
      return undefined;
    }
  }

  /** A sentence that says whether processes were limited to their share of CPU. */
  get held(): string {
    if (this.refusal)
      return `Calls had all of the machine's CPU, because no control group could be created: ${this.refusal.message}.`;
    return 'Calls had the share of CPU that Lambda allocates for the memory of the function.';
  }

  close(): void {
    for (const share of this.shares.values()) share.close();
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
