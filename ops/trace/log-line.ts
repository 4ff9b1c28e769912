import { UserError } from '../../cli/user-error';
import { endpoints } from '../../lambda/api/endpoints';
import { triggers } from '../../lambda/events/triggers';

const functionNames: readonly string[] = [...endpoints, ...triggers].map(({ name }) => name);

/** The error in a line of a function's log. */
export interface LoggedError {
  /** The function that wrote it. */
  readonly fn: string;
  /** Its name and message, and its stack. */
  readonly text: string;
}

/** The fields that the application's log writes with an error, and those that Lambda writes when a function crashes. */
interface Line {
  readonly service?: string;
  readonly error?: Stack;
  readonly errorType?: string;
  readonly stack?: string | readonly string[];
  readonly stackTrace?: string | readonly string[];
}

interface Stack {
  readonly name?: string;
  readonly message?: string;
  readonly stack?: string;
  readonly cause?: unknown;
}

/**
 * Finds the error in a line of the log.
 * @param name of the function, if the line does not have it
 * @throws UserError
 */
export function errorIn(line: string, name?: string): LoggedError {
  const parsed = parse(line);
  const stacks = parsed ? [...stacksOf(parsed.error), ...linesOf(parsed.stack ?? parsed.stackTrace)] : [line];
  if (stacks.length === 0) throw new UserError('The line has no error with a stack. Copy the whole line of the log.');
  return { fn: functionNamed(name ?? parsed?.service), text: stacks.join('\n') };
}

function parse(line: string): Line | undefined {
  const [, json] = /(\{.*\})/s.exec(line) ?? [];
  try {
    return json === undefined ? undefined : JSON.parse(json);
  } catch {
    return undefined;
  }
}

/** The stack of an error, and those of its causes. */
function stacksOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { stack, cause } = error as Stack;
  const causes = stacksOf(cause).map((text) => `Caused by ${text}`);
  return stack === undefined ? causes : [stack, ...causes];
}

const linesOf = (stack: string | readonly string[] = []): string[] => (typeof stack === 'string' ? [stack] : [...stack]);

function functionNamed(name?: string): string {
  if (name !== undefined && functionNames.includes(name)) return name;
  throw new UserError(
    `The line names ${name === undefined ? 'no function' : `the function "${name}", which does not exist`}. ` +
      `Add --function NAME with one of: ${functionNames.join(', ')}.`,
  );
}
