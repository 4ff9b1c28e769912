import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { noticeOldNode } from '../cli/node-notice';
import { nextSteps } from '../lib/next-steps';

/**
 * `npm run deploy -- [OPTIONS]`: `cdk deploy` with the same options, and what to do next once it has succeeded. Its exit code
 * is that of `cdk deploy`.
 */
async function main(args: readonly string[]): Promise<number> {
  const given = outputsFileIn(args);
  const file = given ?? join('build', 'outputs.json');
  if (!given) rmSync(file, { force: true });
  const code = await cdk(['deploy', ...args, ...(given ? [] : ['--outputs-file', file])]);
  // It writes none when it was asked for help, or only to prepare.
  if (code === 0 && existsSync(file)) for (const line of nextSteps(JSON.parse(readFileSync(file, 'utf8')))) console.log(line);
  return code;
}

/** Where the outputs are written, if the options say so themselves. */
function outputsFileIn(args: readonly string[]): string | undefined {
  const at = args.findIndex((arg) => /^(-O|--outputs-file)(=|$)/.test(arg));
  const [, value = args[at + 1]] = args[at]?.split(/=(.*)/s) ?? [];
  return at < 0 ? undefined : value;
}

/** Runs the project's own `cdk`, which talks to the terminal itself. @returns its exit code */
function cdk(args: readonly string[]): Promise<number> {
  const program = require.resolve('aws-cdk/bin/cdk', { paths: [process.cwd()] });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
    // The terminal interrupts both, and `cdk` has the last word.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}

noticeOldNode();
main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error);
    process.exitCode = 1;
  },
);
