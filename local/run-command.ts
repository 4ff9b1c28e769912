import { noticeOldNode } from '../cli/node-notice';
import { StartError } from './start-error';

/** Runs a command of the terminal, to its exit code: what people can mend is one line, everything else is shown whole. */
export function runCommand(command: () => Promise<number>): void {
  noticeOldNode();
  command().then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof StartError ? error.message : error);
      process.exit(1);
    },
  );
}
