import type { Log } from '../lambda/services';
import { isDiskFull } from './disk-full';
import { StartError } from './start-error';

/** One line an event, on the error stream: the output stream belongs to what a command prints. */
export const consoleLog: Log = {
  info: (message, facts) => console.error(message, JSON.stringify(facts)),
  warn: (message, facts) => console.error(message, JSON.stringify(facts)),
  // What people can mend is one line, too; everything else is shown whole.
  error: (message, error, facts) =>
    console.error(
      message,
      ...(facts ? [JSON.stringify(facts)] : []),
      error instanceof StartError || isDiskFull(error) ? error.message : error,
    ),
};
