import { App, Stack } from 'aws-cdk-lib';
import { loopbackRedirects } from '../../../../lambda/contract';
import { defaultStack, shortName, stackPrefix } from '../../../../lambda/names';
import { signInPrefix } from '../../../../lib/constructs/storage/sign-in-domain';
import { withoutPage as noPage, synthTemplate } from '../../../../lib/testing/synth';
import { readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';
import { variants } from '../../../../proof/variants';

const sandbox = synthTemplate();
const withoutPage = synthTemplate({ settings: noPage });
const clientOf = (template: typeof sandbox, name: string) =>
  resourceOf(template, 'AWS::Cognito::UserPoolClient', `StorageSignInUserPool${name}`).properties;
const pool = resourceOf(sandbox, 'AWS::Cognito::UserPool');
const clients = resourcesOf(sandbox, 'AWS::Cognito::UserPoolClient');

it('accepts only invited users, with an e-mail address and a strong password', () => {
  expect(pool.properties).toMatchObject({
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    Policies: {
      PasswordPolicy: {
        MinimumLength: 12,
        RequireLowercase: true,
        RequireNumbers: true,
        RequireSymbols: true,
        RequireUppercase: true,
        TemporaryPasswordValidityDays: 3,
      },
    },
    // The cheapest plan with managed login.
    UserPoolTier: 'ESSENTIALS',
  });
});

describe('a second factor', () => {
  const mfaOf = (template: typeof sandbox) => {
    const { MfaConfiguration, EnabledMfas } = resourceOf(template, 'AWS::Cognito::UserPool').properties;
    return { MfaConfiguration, EnabledMfas };
  };
  const required = { MfaConfiguration: 'ON', EnabledMfas: ['SOFTWARE_TOKEN_MFA'] };

  it('is required in production, by an authenticator app', () => {
    expect(mfaOf(synthTemplate({ stage: 'production' }))).toEqual(required);
  });

  it('is required or off, according to the setting', () => {
    expect(mfaOf(synthTemplate(variants['second-factor']))).toEqual(required);
    expect(mfaOf(sandbox)).toEqual({ MfaConfiguration: 'OFF', EnabledMfas: undefined });
  });
});

describe('the invitation', () => {
  const mailOf = (template: typeof sandbox) => {
    const { EmailSubject, EmailMessage } = resourceOf(template, 'AWS::Cognito::UserPool').properties.AdminCreateUserConfig
      .InviteMessageTemplate;
    return { subject: EmailSubject, body: readable(EmailMessage) };
  };

  it('names the application, the URL of the sign-in and the credentials', () => {
    const { subject, body } = mailOf(sandbox);
    const page = 'https://<WebDistribution.DomainName>/';

    expect(subject).toBe(`Your invitation to ${defaultStack}`);
    expect(body).toContain(`Sign in at <a href="${page}">${page}</a> within 3 days`);
    // Each on a separate line, so that nothing else is copied with it.
    expect(body.split('<br>\n')).toEqual(expect.arrayContaining(['User name: {username}', 'Temporary password: {####}']));
  });

  // part: web
  it('names the page’s custom domain if it has one', () => {
    expect(mailOf(synthTemplate(variants['own-domain'])).body).toContain('<a href="https://photos.example.com/">');
  });

  // part: ops
  it('names the command when there is no page', () => {
    expect(mailOf(withoutPage).body).toContain(
      `Sign in from the terminal, with <code>npm run demo -- photo.jpg --stack ${defaultStack}</code>`,
    );
  });

  it('mentions the authenticator app when one is required', () => {
    expect(mailOf(synthTemplate(variants['second-factor'])).body).toContain('authenticator app');
    expect(mailOf(sandbox).body).not.toContain('authenticator app');
  });
});

it.each([
  ['with a page', sandbox],
  ['without one', withoutPage],
])('changes one property of the user pool at a time, %s: Cognito rejects concurrent changes', (_, template) => {
  const { Resources } = template.toJSON() as { Resources: Record<string, { Type: string; DependsOn?: string[] }> };
  const parts = Object.keys(Resources).filter((id) =>
    /^AWS::Cognito::UserPool.|^AWS::Cognito::Managed/.test(Resources[id]?.Type ?? ''),
  );
  const waitsFor = (id: string, seen = new Set<string>()): Set<string> => {
    for (const before of Resources[id]?.DependsOn ?? []) if (!seen.has(before)) waitsFor(before, seen.add(before));
    return seen;
  };
  const pairs = parts.flatMap((a, index) => parts.slice(index + 1).map((b) => [a, b] as const));

  expect(pairs.length).toBeGreaterThanOrEqual(6);
  expect(pairs.filter(([a, b]) => !waitsFor(a).has(b) && !waitsFor(b).has(a))).toEqual([]);
});

it('assigns managed login with Cognito’s default branding to every client', () => {
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolDomain').properties).toMatchObject({
    ManagedLoginVersion: 2,
    UserPoolId: { Ref: pool.id },
  });
  expect(resourcesOf(sandbox, 'AWS::Cognito::ManagedLoginBranding').map(({ properties }) => properties)).toEqual(
    clients.map(({ id }) => ({
      ClientId: { Ref: id },
      UserPoolId: { Ref: pool.id },
      UseCognitoProvidedValues: true,
    })),
  );
});

describe('the sign-in domain', () => {
  const prefixOf = (name: string) => {
    const stack = new Stack(new App(), name);
    return readable(stack.resolve(signInPrefix(stack)));
  };
  const uuid = JSON.stringify({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] });
  const own = `{"Fn::Select":[0,{"Fn::Split":["-",${uuid}]}]}`;

  it('contains the stack’s name, and differs for stacks of the same name in other accounts', () => {
    expect(prefixOf('App-Ada')).toBe(`app-ada-${own}`);
    expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolDomain').properties.Domain).toEqual({
      'Fn::Join': ['', [`${stackPrefix.toLowerCase()}-sandbox-`, JSON.parse(own)]],
    });
  });

  it('is within Cognito’s limit for every stack name', () => {
    expect(prefixOf(`A${'b'.repeat(39)}`).replace(own, '1a2b3c4d').length).toBeLessThanOrEqual(63);
  });

  it.each([
    ['Lawson', 'aws'],
    ['App-AWS', 'aws'],
    ['Amazonas', 'amazon'],
    ['incognito', 'cognito'],
  ])('is rejected for a stack called %s', (name, word) => {
    expect(() => prefixOf(name)).toThrow(
      `The stack name ${name} is also the domain of the sign-in page, in which Cognito does not allow "${word}"`,
    );
  });
});

it('requests the only scope of the API', () => {
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolResourceServer').properties).toEqual({
    Identifier: shortName,
    Name: shortName,
    Scopes: [{ ScopeName: 'images', ScopeDescription: expect.any(String) }],
    UserPoolId: { Ref: pool.id },
  });
});

describe.each(clients)('the client $id', ({ properties }) => {
  it('needs no secret, uses the authorization code grant, and does not reveal which users exist', () => {
    expect(properties).toMatchObject({
      UserPoolId: { Ref: pool.id },
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
    });
    expect(properties.AllowedOAuthScopes.map(readable)).toEqual(['openid', 'email', '<StorageSignInUserPoolApi>/images']);
  });

  it('accepts no password from a program', () => {
    expect(properties.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH']);
  });

  it('gets short-lived tokens, and new ones at every refresh', () => {
    expect(properties).toMatchObject({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
      EnableTokenRevocation: true,
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 30 },
    });
  });
});

// part: web
it('redirects to the page, and nowhere else', () => {
  const { CallbackURLs, LogoutURLs } = clientOf(sandbox, 'Page');

  expect(CallbackURLs.map(readable)).toEqual(['https://<WebDistribution.DomainName>/signed-in']);
  expect(LogoutURLs.map(readable)).toEqual(['https://<WebDistribution.DomainName>/']);
});

// part: web
it('redirects to the page’s custom domain if it has one', () => {
  expect(clientOf(synthTemplate(variants['own-domain']), 'Page')).toMatchObject({
    CallbackURLs: ['https://photos.example.com/signed-in'],
    LogoutURLs: ['https://photos.example.com/'],
  });
});

it('redirects to programs on the ports that they listen on', () => {
  const native = clientOf(sandbox, 'Native');

  expect(native.CallbackURLs).toEqual(loopbackRedirects);
  expect(native).not.toHaveProperty('LogoutURLs');
});

it('is the only one when there is no page', () => {
  expect(resourcesOf(withoutPage, 'AWS::Cognito::UserPoolClient')).toEqual([
    expect.objectContaining({ properties: clientOf(withoutPage, 'Native') }),
  ]);
});
