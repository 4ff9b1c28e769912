import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { UserError } from '../../cli/user-error';
import { newOptions, usage } from './options';
import { carryOut } from './plan';
import { planOf } from './plan-of';

const root = join(__dirname, '../..');

/** `npm run new`: adds an endpoint or a trigger, and updates everything that derives from the tables. */
runCommand(async () => {
  const written = carryOut(planOf(readArguments(process.argv.slice(2), usage, newOptions)), root);
  run('Biome', require.resolve('@biomejs/biome/bin/biome'), 'check', '--write', ...written);
  for (const file of written) console.log(`wrote   ${file}`);
  // In another process: this one has read the tables without the new row.
  process.stdout.write(run('npm run update', '--require', './cli/typescript.cjs', join(root, 'scaffold/update/main.ts')));
  return 0;
});

/** Runs a script of Node.js. @returns its output @throws UserError when it fails */
function run(what: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new UserError(`${what} failed:\n${stdout}${stderr}`);
  return stdout;
}
