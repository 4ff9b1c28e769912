import { App, Stack } from 'aws-cdk-lib';
import { loopbackRedirects } from '../../client/sign-in/loopback-ports';
import { signInPrefix } from '../../lib/sign-in-domain';
import { synthTemplate } from '../../lib/testing/synth';
import { variants } from '../../proof/variants';
import { readable, resourceOf, resourcesOf } from './template';

const sandbox = synthTemplate();
const withoutPage = synthTemplate(variants['no-page']);
const clientOf = (template: typeof sandbox, name: string) =>
  resourceOf(template, 'AWS::Cognito::UserPoolClient', `StorageSignInUserPool${name}`).properties;
const pool = resourceOf(sandbox, 'AWS::Cognito::UserPool');
const clients = resourcesOf(sandbox, 'AWS::Cognito::UserPoolClient');

it('lets in only users who were invited, by e-mail and a strong password, with a second factor if they like', () => {
  expect(pool.properties).toMatchObject({
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    AutoVerifiedAttributes: ['email'],
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    MfaConfiguration: 'OPTIONAL',
    EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
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
    // The least that has managed login.
    UserPoolTier: 'ESSENTIALS',
  });
});

it('shows managed login, in Cognito’s own looks, to every client', () => {
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

describe('the domain that users sign in at', () => {
  const prefixOf = (name: string) => {
    const stack = new Stack(new App(), name);
    return readable(stack.resolve(signInPrefix(stack)));
  };
  const uuid = JSON.stringify({ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] });
  const own = `{"Fn::Select":[0,{"Fn::Split":["-",${uuid}]}]}`;

  it('is called after the stack, and tells the stacks of that name in all accounts apart', () => {
    expect(prefixOf('ImageApi-Ada')).toBe(`imageapi-ada-${own}`);
    expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolDomain').properties.Domain).toEqual({
      'Fn::Join': ['', ['imageapi-sandbox-', JSON.parse(own)]],
    });
  });

  it('is no longer than Cognito takes, whatever the stack is called', () => {
    expect(prefixOf(`A${'b'.repeat(39)}`).replace(own, '1a2b3c4d').length).toBeLessThanOrEqual(63);
  });

  it.each([
    ['Lawson', 'aws'],
    ['ImageApi-AWS', 'aws'],
    ['Amazonas', 'amazon'],
    ['incognito', 'cognito'],
  ])('cannot be that of a stack called %s', (name, word) => {
    expect(() => prefixOf(name)).toThrow(
      `The stack is called ${name}, and so would be the domain that users sign in at. Cognito allows no "${word}"`,
    );
  });
});

it('asks for the one scope of the API', () => {
  expect(resourceOf(sandbox, 'AWS::Cognito::UserPoolResourceServer').properties).toEqual({
    Identifier: 'image-api',
    Name: 'image-api',
    Scopes: [{ ScopeName: 'images', ScopeDescription: expect.any(String) }],
    UserPoolId: { Ref: pool.id },
  });
});

describe.each(clients)('the client $id', ({ properties }) => {
  it('needs no secret, takes codes and not tokens from the browser, and tells nobody who is a user', () => {
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

  it('takes no password from a program', () => {
    expect(properties.ExplicitAuthFlows).toEqual(['ALLOW_USER_SRP_AUTH']);
  });

  it('gets tokens that are short-lived, and a new one of each at every refresh', () => {
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

it('comes back to the page, and nowhere else', () => {
  const { CallbackURLs, LogoutURLs } = clientOf(sandbox, 'Page');

  expect(CallbackURLs.map(readable)).toEqual(['https://<WebDistribution.DomainName>/signed-in']);
  expect(LogoutURLs.map(readable)).toEqual(['https://<WebDistribution.DomainName>/']);
});

it('comes back to the page’s own domain where it has one', () => {
  expect(clientOf(synthTemplate(variants['own-domain']), 'Page')).toMatchObject({
    CallbackURLs: ['https://photos.example.com/signed-in'],
    LogoutURLs: ['https://photos.example.com/'],
  });
});

it('comes back to programs on the ports that they listen on', () => {
  const native = clientOf(sandbox, 'Native');

  expect(native.CallbackURLs).toEqual(loopbackRedirects);
  expect(native).not.toHaveProperty('LogoutURLs');
});

it('knows programs alone where there is no page', () => {
  expect(resourcesOf(withoutPage, 'AWS::Cognito::UserPoolClient')).toEqual([
    expect.objectContaining({ properties: clientOf(withoutPage, 'Native') }),
  ]);
});
