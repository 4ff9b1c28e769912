export interface InvitationProps {
  /** Name of the stack, which the e-mail mentions. */
  readonly stackName: string;
  /** URL at which users sign in with a browser. @default - none: users sign in from a terminal only */
  readonly pageUrl?: string;
  /** Validity of the temporary password, in days. */
  readonly validDays: number;
  /** Whether the first sign-in requires an authenticator app. */
  readonly mfa: boolean;
}

/**
 * The e-mail that Cognito sends to an invited user: HTML, in which Cognito replaces `{username}` and `{####}` by the address
 * and the temporary password. Cognito's default text does not contain the URL of the sign-in.
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-settings-message-customizations.html
 */
export function invitation({ stackName, pageUrl, validDays, mfa }: InvitationProps): { emailSubject: string; emailBody: string } {
  let where = 'Sign in';
  where = `Sign in from the terminal, with <code>npm run demo -- photo.jpg --stack ${stackName}</code>,`; // part: ops
  if (pageUrl) where = `Sign in at <a href="${pageUrl}">${pageUrl}</a>`;
  return {
    emailSubject: `Your invitation to ${stackName}`,
    emailBody: [
      `You are invited to ${stackName}. ${where} within ${validDays} days, and choose a new password.`,
      // On separate lines, so that no full stop is copied with the password.
      'User name: {username}',
      'Temporary password: {####}',
      ...(mfa ? ['You will be asked to set up an authenticator app on your phone.'] : []),
    ].join('<br>\n'),
  };
}
