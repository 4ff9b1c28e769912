import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';

export interface RedriveOptions {
  /** Name of a deployed stack. @default - the local run */
  readonly stack?: string;
  /** Whether to redrive the messages. Without it, the command only lists them. */
  readonly yes: boolean;
}

const usage = `npm run redrive -- [--stack [NAME]] [--yes]
  Lists the messages in the dead-letter queues of the local run. With --yes, re-queues them.
  --stack [NAME]  uses a deployed stack [default: ${defaultStack}]; AWS_PROFILE and AWS_REGION select the
                  account and the region`;

/** @throws UsageError */
export function redriveOptions(args: readonly string[]): RedriveOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, { options: { yes: { type: 'boolean' }, ...stackOption } });
    return { stack, yes: values.yes ?? false };
  });
}
