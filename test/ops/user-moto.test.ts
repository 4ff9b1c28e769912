// Invites a user in moto's Cognito, which is independent of this project and sends no mail.

import {
  AdminGetUserCommand,
  CognitoIdentityProviderClient,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { describeWith } from '../../lib/testing/describe-with';
import { moto } from '../../lib/testing/servers/s3-servers';
import { useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { type ServerProcess, startProcess } from '../../lib/testing/stand-ins/server-process';
import { invite } from '../../ops/user/invite';

describeWith(moto, 'a first user on moto', (command) => {
  let server: ServerProcess;
  let cognito: CognitoIdentityProviderClient;
  let pool: string;
  beforeAll(async () => {
    server = await startProcess(command, (port) => ['-H', '127.0.0.1', '-p', String(port)]);
    useAws(server);
    cognito = new CognitoIdentityProviderClient();
    const { UserPool } = await cognito.send(new CreateUserPoolCommand({ PoolName: 'users', UsernameAttributes: ['email'] }));
    pool = UserPool?.Id ?? '';
  }, 60_000);
  afterAll(async () => {
    cognito?.destroy();
    await server?.close();
  });

  it('exists afterwards with a verified e-mail address and without a password; a second invitation is rejected, or sent with --again', async () => {
    await invite(pool, { email: 'ada@example.com', again: false });
    const user = await cognito.send(new AdminGetUserCommand({ UserPoolId: pool, Username: 'ada@example.com' }));
    expect(user.UserStatus).toBe('FORCE_CHANGE_PASSWORD');
    expect(user.UserAttributes).toEqual(
      expect.arrayContaining([
        { Name: 'email', Value: 'ada@example.com' },
        { Name: 'email_verified', Value: 'true' },
      ]),
    );
    await expect(invite(pool, { email: 'ada@example.com', again: false })).rejects.toThrow(
      /^The user ada@example\.com already exists\./,
    );
    await expect(invite(pool, { email: 'eve@example.com', again: true })).rejects.toThrow(
      /^The user eve@example\.com does not exist\./,
    );
    await invite(pool, { email: 'ada@example.com', again: true });
  });
});
