import { UserError } from '../../cli/user-error';
import { defaultStack } from '../../lambda/names';
import type { OutputName } from '../../lib/outputs';
import { type AwsStandIn, awsEnvironment, startAwsStandIn, useAws } from '../../lib/testing/stand-ins/aws-stand-in';
import { explainAwsErrors } from '../../ops/aws-fault';
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
  it('has the user invited by e-mail, and prints what to do next and no password', async () => {
    const command = Command.run('../ops/user/main.ts', ['create', 'ada@example.com', '--stack', 'App-test'], awsEnvironment(aws));
    expect(await command.ended).toBe(0);
    expect(command.stdout).toBe(
      'ada@example.com is invited. Cognito has sent a password for the first time, which is good for three days.\n' +
        'Next: sign in at https://d1.cloudfront.net with it, and choose your own. In the terminal: npm run demo -- photo.jpg --stack App-test\n',
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

  it('sends an invitation again where that is asked for', async () => {
    await create('--again');
    expect(aws.invitations).toMatchObject([{ Username: 'ada@example.com', MessageAction: 'RESEND' }]);
  });

  it('names no page where the stack has none', async () => {
    aws.stacks.set('App-test', { UserPoolId: 'eu-central-1_abc' });
    expect(await create()).toMatch(/^Next: sign in with it/m);
  });
});

describe('is refused in one line', () => {
  it.each([
    ['UsernameExistsException', 'User account already exists', /^There is a user ada@example\.com already\. .* --again\.$/],
    ['UserNotFoundException', 'User does not exist.', /^There is no user ada@example\.com yet\. Leave --again out\.$/],
    ['UnsupportedUserStateException', 'Resend not possible.', /^ada@example\.com has signed in before\. .*$/],
    ['InvalidParameterException', 'Invalid email address format.', /^Cognito does not take ada@example\.com: Invalid email.*$/],
    ['NotAuthorizedException', 'No.', /^A permission is missing \(No\.\)\. Ask for it.*$/],
    ['TooManyRequestsException', 'Slow down.', /^AWS refused: TooManyRequestsException: Slow down\.$/],
  ])('where Cognito says %s', async (type, message, words) => {
    aws.refusals.set('AdminCreateUser', { type, message });
    const error = await create().catch((refusal) => refusal);
    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toMatch(words);
  });

  it('where there is no such stack, it is of another application, or nobody is logged in', async () => {
    aws.stacks.set('Other', { Url: 'https://app.example.com' });
    const createIn = (stack: string) => explainAwsErrors(() => createUser({ email: 'ada@example.com', stack, again: false }));
    await expect(createIn('App-none')).rejects.toThrow(/^There is no stack "App-none" in eu-central-1\./);
    await expect(createIn('Other')).rejects.toThrow(/^The stack "Other" does not say its UserPoolId\./);
    delete process.env.AWS_ACCESS_KEY_ID;
    await expect(create()).rejects.toThrow(/^There are no credentials for AWS \(/);
  });
});

describe('the options', () => {
  it('name a user, and a stack where it is not the usual one', () => {
    expect(userOptions(['create', 'a@b.example'])).toEqual({ email: 'a@b.example', stack: defaultStack, again: false });
    expect(userOptions(['create', '--stack', 'a@b.example', '--again'])).toMatchObject({ email: 'a@b.example', again: true });
    expect(userOptions(['--stack', 'App-x', 'create', 'a@b.example'])).toMatchObject({ stack: 'App-x' });
  });

  it.each([
    [[], 'Say what to do: create.'],
    [['delete', 'a@b.example'], 'Unknown command "delete". Use create.'],
    [['creat', 'a@b.example'], 'Unknown command "creat". Did you mean create?'],
    [['create'], '"" is no e-mail address.'],
    [['create', 'ada'], '"ada" is no e-mail address.'],
    [['create', 'a@b.example', 'c@d.example'], 'Unexpected argument "c@d.example".'],
    [['create', 'a@b.example', '--password', 'x'], 'Unknown option --password. Use --again, --stack.'],
  ])('%j are refused with the usage', (args, words) => {
    expect(() => userOptions(args)).toThrow(
      new RegExp(`^${words.replace(/[?.]/g, '\\$&')}[\\s\\S]*\\nUsage: npm run user -- create EMAIL`),
    );
  });
});
