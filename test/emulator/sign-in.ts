import type { Outputs } from './cdk';
import { signedCall } from './signed-call';

/** Tokens of one user, as Cognito gives them. */
export interface Tokens {
  readonly AccessToken: string;
  readonly IdToken: string;
}

/** Invites a user and signs in as that user, as docs/deploy.md does by hand. */
export async function signIn(fetchThere: typeof fetch, { UserPoolId, UserPoolClientId }: Outputs, email: string): Promise<Tokens> {
  const cognito = async (operation: string, request: object) => {
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    };
    return JSON.parse(await signedCall(fetchThere, 'cognito-idp', headers, JSON.stringify({ UserPoolId, ...request })));
  };
  const [Username, Password] = [email, 'Correct-horse-battery-1'];
  await cognito('AdminCreateUser', { Username, MessageAction: 'SUPPRESS', UserAttributes: [{ Name: 'email', Value: email }] });
  await cognito('AdminSetUserPassword', { Username, Password, Permanent: true });
  const { AuthenticationResult } = await cognito('AdminInitiateAuth', {
    ClientId: UserPoolClientId,
    AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
    AuthParameters: { USERNAME: Username, PASSWORD: Password },
  });
  return AuthenticationResult;
}
