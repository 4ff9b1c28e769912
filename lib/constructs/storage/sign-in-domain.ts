import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UserError } from '../../../cli/user-error';
import { stackPrefix } from '../../../lambda/names';

/**
 * Words that Cognito reserves. @see
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html
 */
const reserved = ['aws', 'amazon', 'cognito'];

/**
 * Returns the prefix of the sign-in domain: the stack's name and the first eight characters of its AWS id. The prefix must be
 * unique among all accounts in a region, so the name alone could be taken.
 * @throws UserError when Cognito would reject it
 */
export function signInPrefix(scope: Construct): string {
  const { stackName, stackId } = Stack.of(scope);
  const name = stackName.toLowerCase();
  const word = reserved.find((each) => name.includes(each));
  if (word) {
    throw new UserError(
      `The stack name ${stackName} is also the domain of the sign-in page, in which Cognito does not allow "${word}". ` +
        `Choose another name: -c name=${stackPrefix}-ada.`,
    );
  }
  const uuid = Fn.select(2, Fn.split('/', stackId));
  return `${name}-${Fn.select(0, Fn.split('-', uuid))}`;
}

/** URL of the sign-in page, without a trailing slash. */
export function signInUrl(scope: Construct): string {
  return `https://${signInPrefix(scope)}.auth.${Stack.of(scope).region}.amazoncognito.com`;
}
