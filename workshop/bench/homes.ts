import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseOptions, readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { UserError } from '../../cli/user-error';
import { endpoints } from '../../lambda/api/endpoints';
import { environmentFor } from '../../lambda/contract';
import { permitsOf } from '../../lambda/function-row';
import { bundleFunctions } from '../../lib/build/bundle';
import type { ExternalServer } from '../../lib/testing/describe-with';
import { newFolder } from '../../lib/testing/packages/assembly';
import { postgres } from '../../lib/testing/servers/postgres-server';
import { versitygw } from '../../lib/testing/servers/s3-servers';
import { freePort } from '../../lib/testing/stand-ins/server-process';
import { bundlePlatform, platformNames } from '../../platforms/bundle';
import { homes as allHomes } from '../../scaffold/lock-in/homes';
import type { Measured, MeasuredHome } from '../../scaffold/lock-in/measured';
import { command, runtimes } from '../../test/platforms/hosts/start';
import { startHomeServers } from '../../test/platforms/node/home-process';
import { cpuOfProcess, noProcessTimes } from './cpu';
import { functions } from './suites/functions';

const root = join(__dirname, '../..');

const usage = `npm run bench:homes
  Measures the size of the API's code for each home, and the CPU time from the start of a process to its first answer there, on
  this computer. Writes scaffold/lock-in/measured.json; npm run update then writes the table of docs/lock-in.md.
  The variables POSTGRES, VERSITYGW and PLATFORM_RUNTIMES contain the servers: eval "$(.ci/servers)".`;

/** Starts of each home. The one with the least CPU time counts: the others were disturbed. */
const starts = 5;

/** How to start a home at a port. */
interface Start {
  readonly args: (port: number) => readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** `npm run bench:homes` */
runCommand(async () => {
  readArguments(process.argv.slice(2), usage, (args) => parseOptions(args, {}));
  if (noProcessTimes) throw new UserError(`This cannot be measured here: ${noProcessTimes}.`);
  const [place, store, installed] = [postgres, versitygw, runtimes].map(placeOf) as [string, string, string];
  const servers = await startHomeServers({ postgres: place, versitygw: store });
  const folder = await newFolder();
  try {
    const token = servers.issuer.tokenOf('alice');
    const env = { ...servers.environment, NODE_PATH: join(root, 'node_modules') };
    const homes: Record<string, MeasuredHome> = {
      'AWS Lambda': await packagesIn(join(folder, 'lambda')),
      'AWS containers': await containerIn(join(folder, 'serve'), servers.issuer.issuer),
    };
    const main = ['--require', typescript, join(root, 'platforms/node/main.ts'), '--api'];
    homes['without AWS'] = await timesOf({ args: () => main, env }, token);
    for (const name of platformNames) {
      const target = join(folder, name);
      const kB = kiloBytes(await bundlePlatform(name, target));
      const { name: title = name } = allHomes.find((home) => home.folder === `platforms/${name}`) ?? {};
      homes[title] = { kB, ...(await timesOf({ args: (port) => command(name, target, port, installed), env }, token)) };
    }
    const [{ model = 'unknown' } = {}] = cpus();
    const result: Measured = {
      date: new Date().toISOString().slice(0, 10),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}, ${model}`,
      starts,
      homes,
    };
    writeFileSync(join(root, 'scaffold/lock-in/measured.json'), `${JSON.stringify(result, undefined, 2)}\n`);
    console.log(JSON.stringify(result, undefined, 2));
    return 0;
  } finally {
    await servers.close();
  }
});

const typescript = join(root, 'cli/typescript.cjs');

function placeOf({ name, variable }: ExternalServer): string {
  const { [variable]: place } = process.env;
  if (!place) throw new UserError(`${variable} is not set. It contains ${name}. Run eval "$(.ci/servers ${variable})".`);
  return place;
}

const kiloBytes = (file: string) => Math.round(statSync(file).size / 1000);

/** The packages of the endpoints, under a Lambda Runtime API. */
async function packagesIn(folder: string): Promise<MeasuredHome> {
  const folderOf = await bundleFunctions({ source: join(root, 'lambda'), outdir: folder });
  const session = await functions.open();
  try {
    const least = async (name: string) => {
      const { [`${name}: load + first call`]: samples = [] } = await session.measure(name, starts);
      return Math.round(Math.min(...samples.map(({ ours }) => ours)));
    };
    return {
      kB: Math.max(...endpoints.map(({ name }) => kiloBytes(join(folderOf(name), 'function.js')))),
      healthMs: await least('cold-start health'),
      listMs: await least('cold-start list-images'),
    };
  } finally {
    await session.close();
  }
}

/** The process as the container image has it. It connects to AWS when a request needs it. */
async function containerIn(folder: string, issuer: string): Promise<MeasuredHome> {
  execFileSync(process.execPath, ['--require', typescript, join(root, 'serve/bundle.ts'), folder]);
  // Its sharp is for Lambda's processor.
  rmSync(join(folder, 'node_modules'), { recursive: true });
  const entry = join(folder, 'index.js');
  const named = environmentFor(endpoints.flatMap(permitsOf)).map((key) => [key, 'unused']);
  const env = {
    ...Object.fromEntries(named),
    IMAGE_SETTINGS: '',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDTEST',
    AWS_SECRET_ACCESS_KEY: 'secret',
    SIGN_IN_ISSUER: issuer,
    SIGN_IN_CLIENT_IDS: 'client',
    NODE_PATH: join(root, 'node_modules'),
  };
  return { kB: kiloBytes(entry), healthMs: await leastCpu({ args: () => [entry, '--api'], env }, '/health') };
}

async function timesOf(start: Start, token: string): Promise<Pick<MeasuredHome, 'healthMs' | 'listMs'>> {
  return { healthMs: await leastCpu(start, '/health'), listMs: await leastCpu(start, '/images', token) };
}

/** CPU time from the start of a process until it has answered a request, in milliseconds. */
async function leastCpu(start: Start, path: string, token?: string): Promise<number> {
  const measured: number[] = [];
  for (let count = 0; count < starts; count++) measured.push(await firstAnswer(start, path, token));
  return Math.round(Math.min(...measured));
}

async function firstAnswer({ args, env }: Start, path: string, token?: string): Promise<number> {
  const port = await freePort('127.0.0.1');
  const child = spawn(process.execPath, args(port), { env: { ...process.env, ...env, PORT: String(port) }, stdio: 'ignore' });
  const ended = once(child, 'close');
  try {
    for (;;) {
      const headers = { ...(token && { authorization: `Bearer ${token}` }) };
      const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers }).catch(() => undefined);
      if (answer?.ok) return cpuOfTree(child.pid ?? 0);
      if (answer) throw new Error(`${args(port).join(' ')} answered ${answer.status}: ${await answer.text()}`);
      if (child.exitCode !== null) throw new Error(`${args(port).join(' ')} exited with ${child.exitCode}.`);
      await setTimeout(5);
    }
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}

/** The CPU time of a process and of those that it has started, such as workerd. */
function cpuOfTree(pid: number): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
  return children.reduce((sum, child) => sum + cpuOfTree(child), cpuOfProcess(pid));
}
