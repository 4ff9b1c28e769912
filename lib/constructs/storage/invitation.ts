export interface InvitationProps {
  /** Name of the stack, by which the mail calls the application. */
  readonly stackName: string;
  /** Address of the page. @default - there is no page, and users sign in from their terminals alone */
  readonly pageUrl?: string;
  /** How long the temporary password is valid, in days. */
  readonly validDays: number;
  /** Whether the first sign-in asks for an authenticator app. */
  readonly mfa: boolean;
}

/**
 * The mail by which Cognito invites a user: HTML, with `{username}` and `{####}` where Cognito puts the address and the temporary
 * password. Cognito's own text does not say where to sign in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export function invitation({ stackName, pageUrl, validDays, mfa }: InvitationProps): { emailSubject: string; emailBody: string } {
  let where = 'Sign in';
  where = `Sign in from the terminal, with <code>npm run demo -- photo.jpg --stack ${stackName}</code>,`; // part: ops
  if (pageUrl) where = `Sign in at <a href="${pageUrl}">${pageUrl}</a>`;
  return {
    emailSubject: `Your invitation to ${stackName}`,
    emailBody: [
      `You are invited to ${stackName}. ${where} within ${validDays} days, and choose a password of your own.`,
      // On lines of their own: a full stop behind the password would be copied with it.
      'User name: {username}',
      'Temporary password: {####}',
      ...(mfa ? ['You will be asked to set up an authenticator app on your phone.'] : []),
    ].join('<br>\n'),
  };
}
