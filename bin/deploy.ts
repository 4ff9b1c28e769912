import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../cli/run-command';
import { askForCost } from './environment'; // part: estimate
import { nextSteps } from './next-steps';
import { runCdk } from './run-cdk';

/**
 * `npm run deploy -- [OPTIONS]`: runs `cdk deploy` with the same options, and prints the next steps when it succeeds. The exit
 * code is that of `cdk deploy`.
 */
async function deploy(args: readonly string[]): Promise<number> {
  const given = outputsFileIn(args);
  const file = given ?? join('build', 'outputs.json');
  if (!given) rmSync(file, { force: true });
  askForCost(); // part: estimate
  const code = await runCdk(['deploy', ...args, ...(given ? [] : ['--outputs-file', file])]);
  // `--help` and `--no-execute` write no outputs.
  if (code === 0 && existsSync(file)) for (const line of nextSteps(JSON.parse(readFileSync(file, 'utf8')))) console.log(line);
  return code;
}

/** File for the outputs, if the options name one. */
function outputsFileIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^(-O|--outputs-file)(=|$)/.test(arg));
  const [, value = args[at + 1]] = args[at]?.split(/=(.*)/s) ?? [];
  return at < 0 ? undefined : value;
}

runCommand(() => deploy(process.argv.slice(2)));
