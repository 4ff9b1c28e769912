import { outputsOf, requireOutputs } from '../stack-outputs';
import { invite } from './invite';
import type { UserOptions } from './options';

/**
 * Invites a user of a deployed stack.
 * @returns the next steps for the operator
 * @throws UserError
 * @throws Error of the AWS SDK
 */
export async function createUser({ stack, ...invitation }: UserOptions): Promise<string> {
  const outputs = await outputsOf(stack);
  const { UserPoolId } = requireOutputs(stack, outputs, ['UserPoolId']);
  await invite(UserPoolId, invitation);
  const where = outputs.PageUrl ? ` at ${outputs.PageUrl}` : '';
  return (
    `Invited ${invitation.email}. Cognito has sent a temporary password, which is valid for three days.\n` +
    `Next: sign in${where} with it, and choose a new password. In the terminal: npm run demo -- photo.jpg --stack ${stack}`
  );
}
