import { AdminCreateUserCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { UserError } from '../../cli/user-error';

export interface Invitation {
  readonly email: string;
  /** Whether to repeat the invitation of a user who has not signed in yet. */
  readonly again: boolean;
}

/**
 * Lets Cognito invite a user by e-mail. The temporary password is sent to the mailbox only.
 * @throws UserError for an error that the operator can fix
 * @throws Error of the AWS SDK
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

/** The password proves access to the mailbox. */
const attributesOf = (email: string) => [
  { Name: 'email', Value: email },
  { Name: 'email_verified', Value: 'true' },
];

function refusal({ name, message }: Error, email: string): UserError | undefined {
  switch (name) {
    case 'UsernameExistsException':
      return new UserError(`The user ${email} already exists. If the invitation was lost or has expired, add --again.`);
    case 'UserNotFoundException':
      return new UserError(`The user ${email} does not exist. Remove --again to create it.`);
    case 'UnsupportedUserStateException':
      return new UserError(`${email} has already signed in. To reset the password, use the sign-in page.`);
    case 'InvalidParameterException':
      return new UserError(`Cognito rejected ${email}: ${message}`);
    default:
      return undefined;
  }
}
