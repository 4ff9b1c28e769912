/** Thrown when the arguments of a command are invalid, or when they contain `--help`. The message includes the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    /** Exit code: 2, so that scripts can tell an invalid call from a failure, or 0 for `--help`. */
    readonly exitCode: 0 | 2 = 2,
  ) {
    super(message);
  }
}

/** Prints the message: help to stdout, errors to stderr. @returns the exit code */
export function showUsage({ message, exitCode }: UsageError): number {
  if (exitCode === 0) console.log(message);
  else console.error(message);
  return exitCode;
}

/** For commands without other errors: returns the result of `read`, or exits the process. */
export function argumentsOrExit<Options>(read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) process.exit(showUsage(error));
    throw error;
  }
}
