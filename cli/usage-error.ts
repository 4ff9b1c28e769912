/** Thrown when the arguments of a command are wrong, or when they ask for help. The message holds the usage. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    message: string,
    /** What the command ends with: 2, so that scripts tell a wrong call from a failure, and 0 for help. */
    readonly exitCode: 0 | 2 = 2,
  ) {
    super(message);
  }
}

/** Shows it: help is what was asked for, everything else a complaint. @returns the exit code */
export function showUsage({ message, exitCode }: UsageError): number {
  if (exitCode === 0) console.log(message);
  else console.error(message);
  return exitCode;
}

/** For commands that have no other errors to show: what `read` makes of the arguments, or the end of the process. */
export function argumentsOrExit<Options>(read: () => Options): Options {
  try {
    return read();
  } catch (error) {
    if (error instanceof UsageError) process.exit(showUsage(error));
    throw error;
  }
}
