import { AdminCreateUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { UserError } from '../../cli/user-error';

export interface Invitation {
  readonly email: string;
  /** Whether somebody who was invited before, and never came, is invited again. */
  readonly again: boolean;
}

/**
 * Has Cognito invite a user by e-mail. The password for the first time goes to the mailbox, and through no terminal.
 * @throws UserError what the one who asked can mend  @throws Error what AWS's library throws
 */
export async function invite(userPoolId: string, { email, again }: Invitation): Promise<void> {
  const command = new AdminCreateUserCommand({
    UserPoolId: userPoolId,
    Username: email,
    UserAttributes: again ? undefined : attributesOf(email),
    DesiredDeliveryMediums: ['EMAIL'],
    MessageAction: again ? 'RESEND' : undefined,
  });
  await new CognitoIdentityProviderClient().send(command).catch((error: Error) => {
    throw refusal(error, email) ?? error;
  });
}

/** Whoever has the password from the mailbox has the mailbox. */
const attributesOf = (email: string) => [
  { Name: 'email', Value: email },
  { Name: 'email_verified', Value: 'true' },
];

function refusal({ name, message }: Error, email: string): UserError | undefined {
  switch (name) {
    case 'UsernameExistsException':
      return new UserError(`There is a user ${email} already. If the invitation was lost or is too old, add --again.`);
    case 'UserNotFoundException':
      return new UserError(`There is no user ${email} yet. Leave --again out.`);
    case 'UnsupportedUserStateException':
      return new UserError(`${email} has signed in before. Whoever forgot a password asks for a new one on the sign-in page.`);
    case 'InvalidParameterException':
      return new UserError(`Cognito does not take ${email}: ${message}`);
    default:
      return undefined;
  }
}
