import { explainAwsErrors } from '../../cli/aws-fault';
import { UserError } from '../../cli/user-error';
import { defaultStack } from '../../lambda/names';
import type { OutputName } from '../../lib/outputs';
import { type AwsStandIn, awsEnvironment, startAwsStandIn, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { createUser } from '../../ops/user/create-user';
import { userOptions } from '../../ops/user/options';
import { Command } from '../support/local';

let aws: AwsStandIn;

beforeEach(async () => {
  aws = await startAwsStandIn();
  aws.stacks.set('App-test', {
    UserPoolId: 'eu-central-1_abc',
    PageUrl: 'https://d1.cloudfront.net',
  } satisfies Partial<Record<OutputName, string>>);
  useAws(aws);
});
afterEach(() => aws.close());

const create = (...args: string[]) =>
  explainAwsErrors(() => createUser(userOptions(['create', 'ada@example.com', '--stack', 'App-test', ...args])));

describe('npm run user -- create', () => {
  it('invites the user by e-mail, and prints the next steps without the password', async () => {
    const command = Command.run('../ops/user/main.ts', ['create', 'ada@example.com', '--stack', 'App-test'], awsEnvironment(aws));
    expect(await command.ended).toBe(0);
    expect(command.stdout).toBe(
      'Invited ada@example.com. Cognito has sent a temporary password, which is valid for three days.\n' +
        'Next: sign in at https://d1.cloudfront.net with it, and choose a new password. In the terminal: npm run demo -- photo.jpg --stack App-test\n',
    );
    expect(aws.invitations).toEqual([
      {
        UserPoolId: 'eu-central-1_abc',
        Username: 'ada@example.com',
        UserAttributes: [
          { Name: 'email', Value: 'ada@example.com' },
          { Name: 'email_verified', Value: 'true' },
        ],
        DesiredDeliveryMediums: ['EMAIL'],
      },
    ]);
  });

  it('repeats an invitation with --again', async () => {
    await create('--again');
    expect(aws.invitations).toMatchObject([{ Username: 'ada@example.com', MessageAction: 'RESEND' }]);
  });

  it('names no page when the stack has none', async () => {
    aws.stacks.set('App-test', { UserPoolId: 'eu-central-1_abc' });
    expect(await create()).toMatch(/^Next: sign in with it/m);
  });
});

describe('is rejected in one line', () => {
  it.each([
    ['UsernameExistsException', 'User account already exists', /^The user ada@example\.com already exists\. .* --again\.$/],
    ['UserNotFoundException', 'User does not exist.', /^The user ada@example\.com does not exist\. Remove --again to create it\.$/],
    ['UnsupportedUserStateException', 'Resend not possible.', /^ada@example\.com has already signed in\. .*$/],
    ['InvalidParameterException', 'Invalid email address format.', /^Cognito rejected ada@example\.com: Invalid email.*$/],
    ['NotAuthorizedException', 'No.', /^A permission is missing \(No\.\)\. Request it.*$/],
    ['TooManyRequestsException', 'Slow down.', /^AWS rejected the request: TooManyRequestsException: Slow down\.$/],
  ])('when Cognito responds with %s', async (type, answer, message) => {
    aws.refusals.set('AdminCreateUser', { type, message: answer });
    const error = await create().catch((refusal) => refusal);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(message);
  });

  it('when the stack does not exist, belongs to another application, or the user is not logged in', async () => {
    aws.stacks.set('Other', { Url: 'https://app.example.com' });
    const createIn = (stack: string) => explainAwsErrors(() => createUser({ email: 'ada@example.com', stack, again: false }));
    await expect(createIn('App-none')).rejects.toThrow(/^The stack "App-none" does not exist in eu-central-1\./);
    await expect(createIn('Other')).rejects.toThrow(/^The stack "Other" has no output UserPoolId\./);
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(create()).rejects.toThrow(/^No AWS credentials found \(/);
  });
});

describe('the options', () => {
  it('accept a user, and a stack other than the default', () => {
    expect(userOptions(['create', 'a@b.example'])).toEqual({ email: 'a@b.example', stack: defaultStack, again: false });
    expect(userOptions(['create', '--stack', 'a@b.example', '--again'])).toMatchObject({ email: 'a@b.example', again: true });
    expect(userOptions(['--stack', 'App-x', 'create', 'a@b.example'])).toMatchObject({ stack: 'App-x' });
  });

  it.each([
    [[], 'No command given. Use create.'],
    [['delete', 'a@b.example'], 'Unknown command "delete". Use create.'],
    [['creat', 'a@b.example'], 'Unknown command "creat". Did you mean create?'],
    [['create'], 'Invalid e-mail address "".'],
    [['create', 'ada'], 'Invalid e-mail address "ada".'],
    [['create', 'a@b.example', 'c@d.example'], 'Unexpected argument "c@d.example".'],
    [['create', 'a@b.example', '--password', 'x'], 'Unknown option --password. Use --again, --stack.'],
  ])('%j are rejected with the usage', (args, message) => {
    expect(() => userOptions(args)).toThrow(
      new RegExp(`^${message.replace(/[?.]/g, '\\$&')}[\\s\\S]*\\nUsage: npm run user -- create EMAIL`),
    );
  });
});
