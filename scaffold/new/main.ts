import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { readArguments } from '../../cli/options';
import { runCommand } from '../../cli/run-command';
import { UserError } from '../../cli/user-error';
import { checkName } from './check-name';
import { checkPath } from './endpoint/check-path';
import { endpointPlan } from './endpoint/plan';
import { newOptions, usage } from './options';
import { carryOut } from './plan';

const root = join(__dirname, '../..');

/** `npm run new`: adds an endpoint or a trigger, and updates what derives from the tables. */
runCommand(async () => {
  const options = readArguments(process.argv.slice(2), usage, newOptions);
  const { name, method, path, access } = options;
  checkName(name, 'add-tag');
  checkPath(method, path);
  const written = carryOut(endpointPlan({ name, method, path, access }), root);
  run('Biome', require.resolve('@biomejs/biome/bin/biome'), 'check', '--write', ...written);
  for (const file of written) console.log(`wrote   ${file}`);
  // Another process, because this one has read the tables without the row.
  process.stdout.write(run('npm run update', '--import', 'tsx', join(root, 'scaffold/update/main.ts')));
  return 0;
});

/** Runs a script of Node.js. @returns its output @throws UserError when it fails */
function run(what: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new UserError(`${what} failed:\n${stdout}${stderr}`);
  return stdout;
}
