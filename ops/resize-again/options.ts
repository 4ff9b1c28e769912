import { parseOptions, readArguments } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';

export interface ResizeAgainOptions {
  /** Name of a deployed stack. @default - the local run */
  readonly stack?: string;
  /** Whether to skip images that have all sizes. */
  readonly missing: boolean;
  /** Where to continue a run that stopped, as printed by that run. @default - at the first image */
  readonly after?: string;
}

const usage = `npm run resize-again -- [--local | --stack [NAME]] [--missing] [--after POSITION]
  Makes the sizes of all READY images again, from their originals: after you added a size or changed the encoder's settings.
  --missing         only images that lack a size
  --after POSITION  continues a run that stopped; each line of its output shows the position
  --stack [NAME]    images of a deployed stack, ${defaultStack} unless you name another, not of the local run;
                    AWS_PROFILE and AWS_REGION select the account and region`;

/** @throws UsageError */
export function resizeAgainOptions(args: readonly string[]): ResizeAgainOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const { values } = parseOptions(rest, {
      options: { local: { type: 'boolean' }, missing: { type: 'boolean' }, after: { type: 'string' }, ...stackOption },
    });
    if (stack !== undefined && values.local) throw new Error('--local and --stack exclude each other. Use one of them.');
    return { stack, missing: values.missing ?? false, after: values.after };
  });
}
