import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const biome = require.resolve('@biomejs/biome/bin/biome');

/** Runs a tool in a folder. @throws Error with its output when it fails */
function runTool(cwd: string, command: string, args: readonly string[]): void {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stdout}${stderr}`);
}

/** Runs Biome on some files. It skips those that it does not know, such as Markdown. */
function runBiome(root: string, args: readonly string[], paths: readonly string[]): void {
  if (paths.length === 0) return;
  runTool(root, process.execPath, [biome, ...args, '--files-ignore-unknown=true', '--no-errors-on-unmatched', ...paths]);
}

export const removeUnusedImports = (root: string, paths: readonly string[]): void =>
  runBiome(root, ['lint', '--write', '--unsafe', '--only=correctness/noUnusedImports'], paths);

/** Formats, sorts imports and applies the safe fixes: lines wrap in another way, and a variable is no longer reassigned. */
export const format = (root: string, paths: readonly string[]): void => runBiome(root, ['check', '--write'], paths);

/** Lets the lock file follow `package.json`, without the network. */
export const updateLockFile = (root: string): void =>
  runTool(root, process.platform === 'win32' ? 'npm.cmd' : 'npm', [
    'install',
    '--package-lock-only',
    '--offline',
    '--ignore-scripts',
    '--no-audit',
    '--no-fund',
  ]);

/** Writes the files that derive from the code, in a separate process, which loads the changed modules. */
export const updateDerivedFiles = (root: string): void =>
  runTool(root, process.execPath, ['--require', './cli/typescript.cjs', join('scaffold', 'update', 'main.ts')]);
