import { noticeOldNode } from './node-notice';
import { showUsage, UsageError } from './usage-error';
import { UserError } from './user-error';

/**
 * Runs a command of the terminal, to its exit code: what people can fix is one line, everything else is shown whole. It is 1
 * when the command failed, and 2 when its arguments were wrong.
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
