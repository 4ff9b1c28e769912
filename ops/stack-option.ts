import { defaultStack } from '../lambda/names';

/** Valid stack names in CloudFormation. File names with an extension and e-mail addresses do not match. */
const stackName = /^[A-Za-z][A-Za-z0-9-]*$/;

/** Declared for the parser, so that it suggests `--stack` for `--stak` and detects a repetition. */
export const stackOption = { stack: { type: 'string' } } as const;

export interface StackOption {
  /** Name of a deployed stack. @default - none */
  readonly stack?: string;
  /** All other arguments. */
  readonly rest: readonly string[];
}

/**
 * Extracts `--stack [NAME]` from arguments, because the parser does not support options with an optional value.
 * @throws Error
 */
export function takeStack(args: readonly string[]): StackOption {
  const at = args.findIndex((arg) => arg === '--stack' || arg.startsWith('--stack='));
  if (at < 0) return { rest: args };
  const [, written] = args[at]?.split(/=(.*)/s) ?? [];
  const next = args[at + 1];
  const follows = written === undefined && next !== undefined && stackName.test(next);
  const rest = args.toSpliced(at, follows ? 2 : 1);
  if (rest.some((arg) => /^--stack(=|$)/.test(arg))) throw new Error('--stack is given twice. Pass it once.');
  const stack = written || (follows ? next : defaultStack);
  if (!stackName.test(stack)) throw new Error(`Invalid stack name ${JSON.stringify(stack)}. Use letters, digits and hyphens.`);
  return { stack, rest };
}
