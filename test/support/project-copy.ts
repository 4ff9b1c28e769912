import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const root = join(__dirname, '../..');

/** The compiler. Its command `tsc` requires Node.js 20.10; this file also runs on 20.9. */
export const compiler = 'node_modules/typescript/lib/tsc.js';

/** Entries of the root that a copy does not need, or shares with the original. */
const skipped = ['.git', '.local', 'build', 'cdk.out'].map((entry) => join(root, entry));

/** Folders of installed packages. */
const linked = ['node_modules', 'lambda/packages/resize-image/node_modules'];

/** The folder for the compiler's state, from the tsconfig.json files. */
const types = 'build/types';

/** A copy of the project in a temporary folder, for tests that change its files. It shares the installed packages. */
export class ProjectCopy {
  private readonly started: ChildProcess[] = [];

  private constructor(readonly folder: string) {}

  static async create(): Promise<ProjectCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'app-copy-'));
    await cp(root, folder, { recursive: true, filter: (path) => !skipped.includes(path) && basename(path) !== 'node_modules' });
    await linkPackages(folder);
    return new ProjectCopy(folder);
  }

  /** Commits everything to a new git repository. */
  commit(): void {
    this.run('git', 'init', '--quiet');
    // With --force, because .gitignore excludes every folder named build, and therefore lib/build.
    this.run('git', 'add', '--force', '--', '.', ...linked.map((modules) => `:!${modules}`));
    this.run('git', '-c', 'user.name=copy', '-c', 'user.email=copy@example.com', 'commit', '--quiet', '--message', 'copy');
  }

  /** A clone of the committed files, which also shares the installed packages. */
  async clone(): Promise<ProjectCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'app-copy-'));
    this.run('git', 'clone', '--quiet', '--shared', '.', folder);
    await appendFile(join(folder, '.git/info/exclude'), 'node_modules\n');
    await linkPackages(folder);
    // The compiler's state, so that it only checks what changes. It stays older than every file, so that the compiler compares contents.
    const state = join(this.folder, types);
    if (existsSync(state)) await cp(state, join(folder, types), { recursive: true, preserveTimestamps: true });
    return new ProjectCopy(folder);
  }

  async write(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.folder, path)), { recursive: true });
    await writeFile(join(this.folder, path), text);
  }

  /** Adds a row to the end of a table, such as `lambda/api/endpoints.ts`. */
  async addRow(path: string, row: string): Promise<void> {
    const source = await readFile(join(this.folder, path), 'utf8');
    const end = source.indexOf('] as const satisfies');
    if (end < 0) throw new Error(`${path} has no table.`);
    await this.write(path, source.slice(0, end) + row + source.slice(end));
  }

  /** Runs a program and waits for its end. @returns its output @throws Error with the output when it fails */
  run(command: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd: this.folder, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }

  /** Checks the types of the files that the root's tsconfig.json includes. @throws Error with the findings */
  compile(): void {
    this.run(process.execPath, compiler);
  }

  /** Folder of the local run's data. */
  get dataDir(): string {
    return join(this.folder, '.local');
  }

  /** Starts the local run. @returns its URL, its data folder, and its output so far */
  async start(): Promise<{ url: string; dataDir: string; output: () => string }> {
    const { dataDir } = this;
    const env = { ...process.env, PORT: '0', LOCAL_DATA_DIR: dataDir };
    const child = spawn(process.execPath, ['--require', './cli/typescript.cjs', 'local/main.ts'], { cwd: this.folder, env });
    this.started.push(child);
    let output = '';
    return new Promise((resolve, reject) => {
      child.stderr.on('data', (text) => {
        output += text;
      });
      child.stdout.on('data', (text) => {
        output += text;
        const url = /^ready (\S+)$/m.exec(output)?.[1];
        if (url) resolve({ url, dataDir, output: () => output });
      });
      child.once('close', () => reject(new Error(`The local run of the copy ended: ${output}`)));
    });
  }

  /** Ends the processes that it has started, and removes the folder. */
  async remove(): Promise<void> {
    await Promise.all(
      this.started.map(async (child) => {
        if (child.exitCode !== null) return;
        const closed = new Promise((resolve) => child.once('close', resolve));
        child.kill();
        await closed;
      }),
    );
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function linkPackages(folder: string): Promise<void> {
  for (const modules of linked) await symlink(join(root, modules), join(folder, modules), 'dir');
}
