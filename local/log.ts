import type { Log } from '../lambda/services';

/** One line an event, on the error stream: the output stream belongs to what a command prints. */
export const consoleLog: Log = {
  info: (message, facts) => console.error(message, JSON.stringify(facts)),
  warn: (message, facts) => console.error(message, JSON.stringify(facts)),
  error: (message, error) => console.error(message, error),
};
