import { outputsOf, requireOutputs } from '../stack-outputs';
import { invite } from './invite';
import type { UserOptions } from './options';

/**
 * Invites a user of a deployed stack.
 * @returns what to do next, in words
 * @throws UserError  @throws Error what AWS's library throws
 */
export async function createUser({ stack, ...invitation }: UserOptions): Promise<string> {
  const outputs = await outputsOf(stack);
  const { UserPoolId } = requireOutputs(stack, outputs, ['UserPoolId']);
  await invite(UserPoolId, invitation);
  const where = outputs.PageUrl ? ` at ${outputs.PageUrl}` : '';
  return (
    `${invitation.email} is invited. Cognito has sent a password for the first time, which is good for three days.\n` +
    `Next: sign in${where} with it, and choose your own. In the terminal: npm run demo -- photo.jpg --stack ${stack}`
  );
}
