import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, link, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestLog } from '../../lib/testing/test-log';
import { type Application, type ApplicationProps, startApplication } from '../../local/application';
import { Issuer } from '../../local/cognito/issuer';
import { until } from './until';
import { type LocalUser, userOf } from './user';

export { until };

const root = join(__dirname, '../..');
const loader = join(root, 'cli/typescript.cjs');

/** Processes that end after each test, and files that are removed after each test file, in reverse order. */
const commands: Command[] = [];
const leftovers: (() => Promise<unknown>)[] = [];

afterEach(() => Promise.all(commands.splice(0).map((command) => command.kill())));

afterAll(async () => {
  for (const remove of leftovers.splice(0).reverse()) await remove();
});

/** Creates a folder that is removed after the test file. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'app-test-'));
  leftovers.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A data folder with the same key of the issuer as others of this run of jest: a new key takes longer than a start. */
async function newDataFolder(): Promise<string> {
  const folder = await temporaryFolder();
  const [key, shared] = [folder, tmpdir()].map((parent) => join(parent, 'issuer-key.json')) as [string, string];
  if (existsSync(shared)) {
    await copyFile(shared, key);
  } else {
    await Issuer.open(folder);
    // By a link, which is there at once or not at all: another worker may read it now.
    await link(key, shared).catch(() => undefined);
  }
  return folder;
}

export interface LocalApplication extends Application {
  readonly dataDir: string;
  readonly log: TestLog;
  readonly alice: LocalUser;
}

/** Starts the application in this process, with its own folder and port, until the end of the test file. */
export async function startLocal(props: Partial<ApplicationProps> = {}): Promise<LocalApplication> {
  const dataDir = props.dataDir ?? (await newDataFolder());
  const log = new TestLog();
  const application = await startApplication({ port: 0, log, ...props, dataDir });
  leftovers.push(() => application.close());
  return { ...application, dataDir, log, alice: userOf(dataDir) };
}

/** Starts a command of the local run in a separate process, until the end of the test. */
export class Command {
  stdout = '';
  stderr = '';
  /** The exit code or the signal. Resolves when all output has arrived. */
  readonly ended: Promise<number | NodeJS.Signals | null>;

  private constructor(readonly child: ChildProcessWithoutNullStreams) {
    child.stdout.setEncoding('utf8').on('data', (text) => {
      this.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      this.stderr += text;
    });
    this.ended = new Promise((resolve) => child.once('close', (code, signal) => resolve(code ?? signal)));
    commands.push(this);
  }

  /**
   * @param script path below `local/`
   * @param env added to the environment; `undefined` removes a variable
   * @param cwd @default the project's folder
   */
  static run(script: string, args: readonly string[], env: NodeJS.ProcessEnv, cwd = root): Command {
    const options = { cwd, env: { ...process.env, PORT: '0', ...env } };
    return new Command(spawn(process.execPath, ['--require', loader, join(root, 'local', script), ...args], options));
  }

  /** Starts it like `npm start`. */
  static start(dataDir: string, env: NodeJS.ProcessEnv = {}): Command {
    return Command.run('main.ts', [], { LOCAL_DATA_DIR: dataDir, ...env });
  }

  // part: containers
  /** Lets it run until the end of the test file, instead of the test. */
  untilEndOfFile(): this {
    commands.splice(commands.indexOf(this), 1);
    leftovers.push(() => this.kill());
    return this;
  }

  /** Kills it at once, like a crash. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  /** Returns the application's URL when it is ready. */
  async ready(): Promise<string> {
    return until(() => {
      if (this.child.exitCode !== null) throw new Error(`The process exited: ${this.stderr}`);
      return /^ready (\S+)$/m.exec(this.stdout)?.[1];
    });
  }

  /** Output on stderr, without the warnings of Node.js. */
  get errors(): string {
    return this.stderr.replace(/^\(node:\d+\) [\s\S]*?^\(Use `node --trace-warnings.*\n/gm, '').trim();
  }
}

/** Returns the paths of all files in a folder, recursively; none when it does not exist. */
export async function filesBelow(folder: string): Promise<string[]> {
  const paths = (await readdir(folder, { recursive: true }).catch(() => [])).map((path) => join(folder, path));
  // By `stat`: on Node.js 20.9, the entries of a recursive listing lack their path.
  const facts = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return paths.filter((_, index) => facts[index]?.isFile());
}
