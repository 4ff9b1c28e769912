import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { UsageError } from '../cli/usage-error';
import { UserError } from '../cli/user-error';
import { checkArguments } from '../lib/settings/options';
import { takenByNpm } from './environment';

/**
 * Runs the project's own `cdk` on this terminal. @returns its exit code
 * @throws UsageError for options that it would ignore
 */
export async function runCdk(args: readonly string[]): Promise<number> {
  try {
    checkArguments(args, takenByNpm());
  } catch (error) {
    throw error instanceof UserError ? new UsageError(error.message) : error;
  }
  const program = require.resolve('aws-cdk/bin/cdk', { paths: [process.cwd()] });
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...args], { stdio: 'inherit' });
    // The terminal sends the signal to both processes. `cdk` decides when to exit.
    process.on('SIGINT', () => {});
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGTERM']));
  });
}
