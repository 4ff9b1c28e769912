import { Fn, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { UserError } from '../../../cli/user-error';
import { stackPrefix } from '../../../lambda/names';

/** What Cognito keeps for itself. @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-assign-domain-prefix.html */
const reserved = ['aws', 'amazon', 'cognito'];

/**
 * The first part of the domain that users sign in at: after the stack, as every name is, and with the first eight characters of
 * its id in AWS. All accounts share these names in a region, and a second one that deploys this stack would find its name taken.
 * @throws UserError when Cognito would refuse it
 */
export function signInPrefix(scope: Construct): string {
  const { stackName, stackId } = Stack.of(scope);
  const name = stackName.toLowerCase();
  const word = reserved.find((each) => name.includes(each));
  if (word) {
    throw new UserError(
      `The stack is called ${stackName}, and so would be the domain that users sign in at. Cognito allows no "${word}" in it. ` +
        `Choose another name: -c name=${stackPrefix}-ada.`,
    );
  }
  const uuid = Fn.select(2, Fn.split('/', stackId));
  return `${name}-${Fn.select(0, Fn.split('-', uuid))}`;
}

/** Where users sign in, without a slash at its end. */
export function signInUrl(scope: Construct): string {
  return `https://${signInPrefix(scope)}.auth.${Stack.of(scope).region}.amazoncognito.com`;
}
