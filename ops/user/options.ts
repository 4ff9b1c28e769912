import { parseOptions, readArguments, suggestion } from '../../cli/options';
import { defaultStack } from '../../lambda/names';
import { stackOption, takeStack } from '../stack-option';
import type { Invitation } from './invite';

export interface UserOptions extends Invitation {
  /** Name of a deployed stack. */
  readonly stack: string;
}

const usage = `npm run user -- create EMAIL [--stack [NAME]] [--again]
  Creates a user of a deployed stack, ${defaultStack} unless you name another. AWS_PROFILE and AWS_REGION select the
  account and region. Cognito sends the invitation by e-mail, with a temporary password.
  --again  sends the invitation again, with a new password`;

/** @throws UsageError */
export function userOptions(args: readonly string[]): UserOptions {
  return readArguments(args, usage, (given) => {
    const { stack, rest } = takeStack(given);
    const options = { again: { type: 'boolean' }, ...stackOption } as const;
    const { values, positionals } = parseOptions(rest, { allowPositionals: true, options });
    const [command, email, ...others] = positionals;
    if (command === undefined) throw new Error('No command given. Use create.');
    if (command !== 'create') throw new Error(`Unknown command ${JSON.stringify(command)}.${suggestion(command, ['create'])}`);
    if (!email || !/^[^\s@]+@[^\s@]+$/.test(email)) throw new Error(`Invalid e-mail address ${JSON.stringify(email ?? '')}.`);
    if (others.length > 0) throw new Error(`Unexpected argument ${JSON.stringify(others[0])}.`);
    return { email, stack: stack ?? defaultStack, again: values.again ?? false };
  });
}
