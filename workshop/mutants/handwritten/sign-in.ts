import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const pool = 'Storage/SignIn/UserPool';
const client = `${pool}/Page`;
const callbacks = (value: unknown) => (t: Draft) => t.set(client, 'CallbackURLs', value);

export const signInMutants: MutantsByInvariant = {
  'sound-clients': {
    'tokens in the URL': (t) => t.set(client, 'AllowedOAuthFlows', ['code', 'implicit']),
    'tokens without a user': (t) => t.set(client, 'AllowedOAuthFlows', ['client_credentials']),
    'passwords that a program sends': (t) =>
      t.set(client, 'ExplicitAuthFlows', ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH']),
    'passwords that an administrator sends': (t) => t.set(client, 'ExplicitAuthFlows', ['ALLOW_ADMIN_USER_PASSWORD_AUTH']),
    'the default authentication flows of Cognito': (t) => t.drop(client, 'ExplicitAuthFlows'),
    'a secret that every browser would have': (t) => t.set(client, 'GenerateSecret', true),
    'tokens that signing out does not revoke': (t) => t.set(client, 'EnableTokenRevocation', false),
    'codes over plain HTTP': callbacks(['http://photos.example.com/signed-in']),
    'codes for any subdomain': callbacks(['https://*.example.com/signed-in']),
    'codes for an unknown address': (t) => callbacks([t.parameter()])(t),
    'no callback URL': (t) => t.drop(client, 'CallbackURLs'),
    'a sign-in page without branding': (t) => t.remove('Storage/SignIn/PageBranding'),
    'the branding of another client': (t) => t.set('Storage/SignIn/PageBranding', 'ClientId', t.ref(`${pool}/Native`)),
    'an undefined style': (t) => t.drop('Storage/SignIn/PageBranding', 'UseCognitoProvidedValues'),
    'the classic sign-in page': (t) => t.set(`${pool}/Domain`, 'ManagedLoginVersion', 1),
  },
};
