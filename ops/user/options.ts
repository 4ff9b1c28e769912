import { parseArgs } from 'node:util';
import { StartError } from '../../local/start-error';
import { defaultStack, takeStack } from '../stack-option';
import type { Invitation } from './invite';

export interface UserOptions extends Invitation {
  /** Name of a deployed stack. */
  readonly stack: string;
}

const usage = `npm run user -- create EMAIL [--stack [NAME]] [--again]
  Makes a user of a deployed stack, ImageApi-sandbox unless you name another; AWS_PROFILE and AWS_REGION say whose and
  where. Cognito sends the invitation, with a password for the first time.
  --again  sends it once more, with a new password`;

/** @throws StartError that shows the usage */
export function userOptions(args: readonly string[]): UserOptions {
  try {
    const { stack, rest } = takeStack(args);
    const options = { again: { type: 'boolean' } } as const;
    const { values, positionals } = parseArgs({ args: [...rest], allowPositionals: true, options });
    const [command, email, ...others] = positionals;
    if (command !== 'create') throw new Error(command === undefined ? 'Say what to do.' : `What is "${command}"?`);
    if (!email || !/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error(`${JSON.stringify(email ?? '')} is no e-mail address.`);
    if (others.length > 0) throw new Error(`What is "${others[0]}"?`);
    return { email, stack: stack ?? defaultStack, again: values.again ?? false };
  } catch (error) {
    throw new StartError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}
