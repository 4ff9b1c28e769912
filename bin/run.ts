import { noticeOldNode } from '../cli/node-notice';
import { showUsage, UsageError } from '../cli/usage-error';
import { UserError } from '../cli/user-error';

/**
 * Runs a command with its arguments; it returns the exit code. Errors that the user can fix are printed without a stack trace.
 */
export function run(command: (args: readonly string[]) => number | Promise<number>): void {
  noticeOldNode();
  Promise.resolve()
    .then(() => command(process.argv.slice(2)))
    .catch((error: unknown) => {
      if (error instanceof UsageError) return showUsage(error);
      console.error(error instanceof UserError ? error.message : error);
      return 1;
    })
    .then((code) => {
      process.exitCode = code;
    });
}
