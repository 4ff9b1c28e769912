import { noticeOldNode } from '../cli/node-notice';
import { SetupError } from '../lib/setup-error';

/** Runs a command: it gets its arguments, and returns the exit code. */
export function run(command: (args: readonly string[]) => number | Promise<number>): void {
  noticeOldNode();
  Promise.resolve()
    .then(() => command(process.argv.slice(2)))
    .catch((error: unknown) => {
      console.error(error instanceof SetupError ? error.message : error);
      return 1;
    })
    .then((code) => {
      process.exitCode = code;
    });
}
