import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const pool = 'Storage/SignIn/UserPool';
const client = `${pool}/Page`;
const callbacks = (value: unknown) => (t: Draft) => t.set(client, 'CallbackURLs', value);

export const signInMutants: MutantsByInvariant = {
  'sound-clients': {
    'tokens in the address': (t) => t.set(client, 'AllowedOAuthFlows', ['code', 'implicit']),
    'a program that needs no user': (t) => t.set(client, 'AllowedOAuthFlows', ['client_credentials']),
    'passwords that a program sends': (t) =>
      t.set(client, 'ExplicitAuthFlows', ['ALLOW_USER_SRP_AUTH', 'ALLOW_USER_PASSWORD_AUTH']),
    'passwords that an administrator sends': (t) => t.set(client, 'ExplicitAuthFlows', ['ALLOW_ADMIN_USER_PASSWORD_AUTH']),
    'whatever Cognito lets in where nothing is said': (t) => t.drop(client, 'ExplicitAuthFlows'),
    'a secret that every browser would have': (t) => t.set(client, 'GenerateSecret', true),
    'tokens that signing out does not end': (t) => t.set(client, 'EnableTokenRevocation', false),
    'codes that go over the wire in the open': callbacks(['http://photos.example.com/signed-in']),
    'codes that go anywhere': callbacks(['https://*.example.com/signed-in']),
    'codes that go to an unknown address': (t) => callbacks([t.parameter()])(t),
    'codes that go nowhere': (t) => t.drop(client, 'CallbackURLs'),
    'a page without looks': (t) => t.remove('Storage/SignIn/PageBranding'),
    'looks of another client': (t) => t.set('Storage/SignIn/PageBranding', 'ClientId', t.ref(`${pool}/Native`)),
    'an undefined style': (t) => t.drop('Storage/SignIn/PageBranding', 'UseCognitoProvidedValues'),
    'the page as it was before': (t) => t.set(`${pool}/Domain`, 'ManagedLoginVersion', 1),
  },
};
