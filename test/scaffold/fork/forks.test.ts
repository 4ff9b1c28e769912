// Forks of the project in temporary folders: what is left passes its own checks. FORKS=all tries every part and every pair of parts.
import { execFile } from 'node:child_process';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { partNames } from '../../../scaffold/fork/parts';
import { covers, pairsOf, pairwise } from '../../support/pairwise';
import { compiler, ProjectCopy } from '../../support/project-copy';

const run = promisify(execFile);

/** Tests of what is left that notice a part that was cut out wrongly. */
const related = ['test/lib/stack', 'test/lib/settings', 'test/api/get-image', 'test/bin/deploy', 'test/docs', 'test/architecture'];

/** A git checkout of the project that shares the installed packages. */
async function checkout(): Promise<ProjectCopy> {
  const copy = await ProjectCopy.create();
  copy.run('git', 'init', '--quiet');
  await appendFile(join(copy.folder, '.git/info/exclude'), 'node_modules\n');
  await commit(copy);
  return copy;
}

async function commit({ folder }: ProjectCopy): Promise<void> {
  const author = ['-c', 'user.name=fork', '-c', 'user.email=fork@example.com'];
  // By force, because .gitignore excludes folders with the name of lib/build.
  await run('git', ['add', '--force', '--', '.', ':!node_modules', ':!lambda/packages/resize-image/node_modules'], { cwd: folder });
  await run('git', [...author, 'commit', '--quiet', '--message', 'fork'], { cwd: folder });
}

/** Runs a command in the copy. @throws Error with its output when it fails */
const inCopy = async ({ folder }: ProjectCopy, command: string, ...args: string[]): Promise<string> => {
  const environment = { ...process.env, CI: 'true', FORKS: undefined };
  return run(command, args, { cwd: folder, env: environment, maxBuffer: 64 << 20 }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => Promise.reject(new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`.slice(-8_000))),
  );
};

/** Whether Node.js can load `tsc`, a file without an extension in a package of ES modules. */
const hasCompilerCommand = !process.version.startsWith('v20.9.');

const forkCommand = [process.execPath, '--import', 'tsx', 'scaffold/fork/main.ts'] as const;

/** Forks, and has what is left checked, tested and synthesized. @returns what the command printed */
async function tryFork(...options: string[]): Promise<string> {
  const copy = await checkout();
  try {
    const printed = await inCopy(copy, ...forkCommand, ...options);
    if (hasCompilerCommand) await inCopy(copy, 'npm', 'run', 'check');
    else await inCopy(copy, process.execPath, compiler);
    await inCopy(copy, 'npx', 'jest', '--runInBand', '--passWithNoTests', ...related);
    await inCopy(copy, 'npx', 'cdk', 'synth', '--quiet', '--no-validation');
    return printed;
  } finally {
    await copy.remove();
  }
}

/** Two at a time. */
async function tryAll(forks: readonly (readonly string[])[]): Promise<void> {
  const waiting = [...forks];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await tryFork(...next);
  };
  await Promise.all([worker(), worker()]);
}

it('works renamed and without any optional part, in less than 250 files', async () => {
  const [, left] = /^(\d+) files are left\./m.exec(await tryFork('--name', 'photo-service', '--without', 'all')) ?? [];
  expect(Number(left)).toBeLessThan(250);
}, 300_000);

describe('the command', () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await checkout();
  }, 60_000);
  afterAll(() => copy.remove());

  it('only prints the changes with --dry-run', async () => {
    const printed = await inCopy(copy, ...forkCommand, '--without', 'editor', '--dry-run');
    expect(printed).toMatch(/^Removed editor: \d+ files\.$/m);
    expect(await inCopy(copy, 'git', 'status', '--porcelain')).toBe('');
  }, 120_000);

  it('rejects uncommitted changes, and a part that has been removed', async () => {
    await writeFile(join(copy.folder, 'README.md'), `${await readFile(join(copy.folder, 'README.md'), 'utf8')}\n`);
    await expect(inCopy(copy, ...forkCommand, '--without', 'editor')).rejects.toThrow(
      'The working tree has uncommitted changes in 1 file. Commit or stash them first',
    );
    await inCopy(copy, 'git', 'rm', '-r', '--quiet', '.vscode', '.devcontainer', '.editorconfig', 'test/editor.test.ts');
    await expect(inCopy(copy, ...forkCommand, '--without', 'editor', '--force')).rejects.toThrow(
      'The part "editor" has already been removed. Leave it out of --without.',
    );
  }, 120_000);
});

(process.env.FORKS === 'all' ? describe : describe.skip)('every fork', () => {
  const rows = pairwise(partNames);

  it('is covered, as far as pairs of parts go', () => {
    expect(pairsOf(partNames).filter((pair) => !rows.some((row) => covers(row, pair)))).toEqual([]);
  });

  it('works without one part', () => tryAll(partNames.map((part) => ['--without', part])), 900_000);

  it('works without several parts', () => {
    const combinations = rows.filter(({ size }) => size > 1).map((row) => ['--without', [...row].join(',')]);
    return tryAll(combinations);
  }, 900_000);
});
