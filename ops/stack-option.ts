/** The name of a stack that was deployed without naming one. */
export const defaultStack = 'ImageApi-sandbox';

/** How CloudFormation lets one call a stack, which no file with an ending and no e-mail address looks like. */
const stackName = /^[A-Za-z][A-Za-z0-9-]*$/;

export interface StackOption {
  /** Name of a deployed stack. @default - none was asked for */
  readonly stack?: string;
  /** All other arguments. */
  readonly rest: readonly string[];
}

/** Takes `--stack [NAME]` out of arguments: the parser knows no option whose value may be left out. */
export function takeStack(args: readonly string[]): StackOption {
  const at = args.findIndex((arg) => arg === '--stack' || arg.startsWith('--stack='));
  if (at < 0) return { rest: args };
  const [, written] = args[at]?.split(/=(.*)/s) ?? [];
  const next = args[at + 1];
  const follows = written === undefined && next !== undefined && stackName.test(next);
  return { stack: written || (follows ? next : defaultStack), rest: args.toSpliced(at, follows ? 2 : 1) };
}
