import { defaultStack } from '../lambda/names';

/** How CloudFormation lets one call a stack, which no file with an ending and no e-mail address looks like. */
const stackName = /^[A-Za-z][A-Za-z0-9-]*$/;

/** What the parser is to know of it: `--stak` is then a slip of it, and what is left of it a repetition. */
export const stackOption = { stack: { type: 'string' } } as const;

export interface StackOption {
  /** Name of a deployed stack. @default - none was asked for */
  readonly stack?: string;
  /** All other arguments. */
  readonly rest: readonly string[];
}

/**
 * Takes `--stack [NAME]` out of arguments: the parser knows no option whose value may be left out.
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
  if (!stackName.test(stack)) throw new Error(`${JSON.stringify(stack)} is no name of a stack: letters, digits and hyphens.`);
  return { stack, rest };
}
