import { parseArgs } from 'node:util';
import { StartError } from '../../local/start-error';
import { takeStack } from '../stack-option';

export interface RedriveOptions {
  /** Name of a deployed stack. @default - the local run */
  readonly stack?: string;
  /** Whether to redrive; otherwise it is only told what there is. */
  readonly yes: boolean;
}

const usage = `npm run redrive -- [--stack [NAME]] [--yes]
  Lists what was given up in the local run, and with --yes gives it out again.
  --stack [NAME]  of a deployed stack instead, ImageApi-sandbox unless you name another;
                  AWS_PROFILE and AWS_REGION say whose and where`;

/** @throws StartError that shows the usage */
export function redriveOptions(args: readonly string[]): RedriveOptions {
  try {
    const { stack, rest } = takeStack(args);
    const { values } = parseArgs({ args: [...rest], options: { yes: { type: 'boolean' } } });
    return { stack, yes: values.yes ?? false };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}
