import { noticeOldNode } from './node-notice';
import { showUsage, UsageError } from './usage-error';
import { UserError } from './user-error';

/**
 * Runs a command and returns its exit code. Errors that the user can fix are printed as one line, others in full. The code is 1
 * when the command failed, and 2 when its arguments were invalid.
 */
export function runCommand(command: () => Promise<number>): void {
  noticeOldNode();
  command().then(
    (code) => process.exit(code),
    (error: unknown) => {
      if (error instanceof UsageError) process.exit(showUsage(error));
      console.error(error instanceof UserError ? error.message : error);
      process.exit(1);
    },
  );
}
