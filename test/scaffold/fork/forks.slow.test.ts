// Forks of the project in temporary folders: what is left passes its own checks. FORKS=all tries every part and every pair of parts.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type PartName, partNames, withDependents } from '../../../scaffold/fork/parts';
import { covers, type Pair, pairsOf, pairwise } from '../../support/pairwise';
import { compiler, ProjectCopy } from '../../support/project-copy';

const run = promisify(execFile);

/** Tests of what is left that notice a part that was cut out wrongly. */
const related = {
  code: ['test/lib/stack', 'test/lib/settings', 'test/api/get-image', 'test/bin/next-steps'],
  everything: ['test/docs', 'test/architecture'],
};

/** Changes that neither the code nor its tests read, as git lists them: of documents and settings of tools, and removed tests. */
const unread = /^ [MD] (?:.*\.md|\.github\/.*|\.vscode\/.*|\.devcontainer\/.*|\.editorconfig|biome\.json)$|^ D test\/.*\.test\.ts$/;

const isThorough = process.env.FORKS === 'all';

/** The project in a git repository. Each fork begins as a clone of it. */
let original: ProjectCopy;
beforeAll(async () => {
  original = await ProjectCopy.create();
  original.commit();
  if (!isThorough) return;
  // Every fork checks its types. With the compiler's state it checks only what the fork changes.
  await checkTypes(original, await checksOf(original));
  // Forks that change no code need not repeat this.
  await testIn(original, related.code);
  await synthesize(original);
}, 300_000);
afterAll(() => original?.remove());

// The compiler is a Go program. It ends before a collection of garbage pays off, and several forks share the cores.
const compilerSettings = { GOGC: 'off', GOMAXPROCS: '1' };

/** Runs a command in the copy. @throws Error with its output when it fails */
const inCopy = async ({ folder }: ProjectCopy, command: string, ...args: string[]): Promise<string> => {
  const environment = { ...process.env, ...compilerSettings, CI: 'true', FORKS: undefined };
  return run(command, args, { cwd: folder, env: environment, maxBuffer: 64 << 20 }).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => Promise.reject(new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`.slice(-8_000))),
  );
};

const forkCommand = [process.execPath, '--require', './cli/typescript.cjs', 'scaffold/fork/main.ts'] as const;

/** The commands of `npm run check`. */
async function checksOf({ folder }: ProjectCopy): Promise<string[]> {
  const { scripts } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  return scripts.check.split(' && ');
}

const typeCheck = /^tsc(?: -p (\S+))?$/;

/** Checks the types of every project that the commands name, in one process: the declarations of the packages are read once. */
async function checkTypes(copy: ProjectCopy, commands: readonly string[]): Promise<void> {
  const projects = commands.flatMap((command) => {
    const [found, project = '.'] = typeCheck.exec(command) ?? [];
    return found === undefined ? [] : [project];
  });
  await inCopy(copy, process.execPath, compiler, '--build', ...projects);
}

/** What `npm run check` does. */
async function check(copy: ProjectCopy, isWhole: boolean): Promise<void> {
  const commands = await checksOf(copy);
  await checkTypes(copy, commands);
  const others = commands.filter((command) => !typeCheck.test(command));
  expect(others).toContain(lint);
  // The command has linted the code that it changed, and the rest is that of the project. What it derived from the code is left to check.
  const changed = isWhole ? [] : await changesOf(copy);
  const left = changed.flatMap((line) => (line.startsWith(' D') ? [] : [line.slice(3)]));
  const format = ['biome format --files-ignore-unknown=true --no-errors-on-unmatched', ...left].join(' ');
  await inCopy(
    copy,
    'npm',
    'exec',
    '--offline',
    '--call',
    others.map((each) => (each === lint && !isWhole ? format : each)).join(' && '),
  );
}

const lint = 'biome check .';

/** The changed files, as `git status --porcelain` lists them. */
const changesOf = async (copy: ProjectCopy) =>
  (await inCopy(copy, 'git', 'status', '--porcelain')).split('\n').filter((line) => line !== '');

const testIn = (copy: ProjectCopy, tests: readonly string[]) =>
  inCopy(copy, process.execPath, 'node_modules/jest/bin/jest.js', '--runInBand', '--passWithNoTests', ...tests);

const synthesize = (copy: ProjectCopy) =>
  inCopy(copy, process.execPath, '--require', './cli/typescript.cjs', 'bin/cdk.ts', 'synth', '--quiet', '--no-validation');

/** Forks, and has what is left checked, tested and synthesized. @param isWhole whether also files that no part touches are linted */
async function tryFork(
  options: readonly string[],
  isWhole: boolean,
  inspect?: (printed: string, copy: ProjectCopy) => Promise<void>,
): Promise<void> {
  const copy = await original.clone();
  try {
    const printed = await inCopy(copy, ...forkCommand, ...options);
    await inspect?.(printed, copy);
    await check(copy, isWhole);
    const isSameCode = (await changesOf(copy)).every((line) => unread.test(line));
    await testIn(copy, [...(isSameCode ? [] : related.code), ...related.everything]);
    if (!isSameCode) await synthesize(copy);
  } finally {
    await copy.remove();
  }
}

/** Tries forks, one more at a time than there are cores, because each waits at times. @throws Error with every failure */
async function tryAll(forks: readonly (readonly string[])[]): Promise<void> {
  const waiting = [...forks];
  const failures: string[] = [];
  const worker = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const options = next.join(' ');
      await tryFork(next, false).catch((error) => failures.push(`${options}: ${error.message}`));
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, worker));
  if (failures.length > 0) throw new Error(failures.join('\n\n'));
}

it('works renamed and without any optional part, in less than 250 files', async () => {
  await tryFork(['--name', 'photo-service', '--without', 'all'], true, async (printed, { folder }) => {
    const [, left] = /^(\d+) files are left\./m.exec(printed) ?? [];
    expect(Number(left)).toBeLessThan(250);
    const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
    expect([lock.name, lock.packages[''].name]).toEqual(['photo-service', 'photo-service']);
  });
}, 300_000);

describe('the command', () => {
  let copy: ProjectCopy;
  beforeAll(async () => {
    copy = await original.clone();
  });
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

describe('every fork', () => {
  const combinations = pairwise(partNames);

  it('is covered, as far as pairs of parts go', () => {
    const forks = [...partNames.map((part) => [part]), ...combinations].map((without) => new Set(withDependents([...without])));
    // A part does not stay without one that it needs.
    const isImpossible = ([one, isOne, other, isOther]: Pair<PartName>) =>
      (isOne && !isOther && withDependents([one]).includes(other)) || (isOther && !isOne && withDependents([other]).includes(one));
    const missed = pairsOf(partNames).filter((pair) => !isImpossible(pair) && !forks.some((fork) => covers(fork, pair)));
    expect(missed).toEqual([]);
  });

  (isThorough ? it : it.skip)(
    'works without each part, and without combinations of them',
    () => tryAll([...partNames, ...combinations.map((without) => [...without].join(','))].map((list) => ['--without', list])),
    1_800_000,
  );
});
