import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';

export interface RedriveOptions {
  /** Name of a deployed stack. @default - the local run */
  readonly stack?: string;
  /** Whether to redrive; otherwise it is only told what there is. */
  readonly yes: boolean;
}

const usage = `npm run redrive -- [--stack [NAME]] [--yes]
  Lists what was given up in the local run, and with --yes gives it out again.
  --stack [NAME]  of a deployed stack instead, ${defaultStack} unless you name another;
                  AWS_PROFILE and AWS_REGION say whose and where`;

/** @throws UsageError */
export function redriveOptions(args: readonly string[]): RedriveOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, { options: { yes: { type: 'boolean' }, ...stackOption } });
    return { stack, yes: values.yes ?? false };
  });
}
