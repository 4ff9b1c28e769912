import { randomBytes } from 'node:crypto';
import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider';
import { imagesScope, resourceServer, signInScopes } from '../../lambda/contract';
import { shortName } from '../../lambda/names';
import type { Log } from '../../lambda/services';
import { clientIds, emailOf } from './clients';
import { errorPage, securityHeaders, signedOutPage, signOutPage } from './documents';
import { type Issuer, issuerPath } from './issuer';
import { loadProvider } from './load-provider';
import { memoryAdapter } from './memory-adapter';

/** The library's identifier of the API. Clients need not send it. */
const resource = `urn:${resourceServer.identifier}`;

/** In seconds. */
const minutes = 60;
const hours = 60 * minutes;

/** An OpenID Connect provider that behaves like Cognito's managed login: the same paths, claims and rules. */
export async function openProvider(issuer: Issuer, log: Log): Promise<Provider> {
  const { Provider: OidcProvider } = await loadProvider();
  const provider = new OidcProvider(issuer.url, configurationFor(issuer));
  // The sign-in server sets the forwarding headers itself when a proxy forwards the port.
  provider.proxy = issuer.address.origin !== issuer.address.url;
  provider.on('server_error', (_context, error) => log.error('The issuer failed.', error));
  return provider;
}

function configurationFor({ address: { port, pageOrigins }, key }: Issuer): Configuration {
  // A browser sends the cookies of a host to all its ports, so the names contain the port.
  const cookie = (name: string) => `${shortName}-${port}-${name}`;
  return {
    adapter: memoryAdapter(),
    jwks: { keys: [{ ...key, alg: 'RS256', use: 'sig' }] },
    clients: clientsFor(pageOrigins),
    clientBasedCORS: (_context, origin, { clientId }) => clientId === clientIds.page && pageOrigins.includes(origin),
    cookies: {
      keys: [randomBytes(32).toString('base64url')],
      names: { session: cookie('session'), interaction: cookie('interaction'), resume: cookie('resume') },
    },
    routes: {
      authorization: '/oauth2/authorize',
      token: '/oauth2/token',
      revocation: '/oauth2/revoke',
      userinfo: '/oauth2/userInfo',
      end_session: '/logout',
      jwks: '/.well-known/jwks.json',
    },
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: signInScopes.filter((scope) => scope !== imagesScope),
    claims: { openid: ['sub', 'token_use'], email: ['email', 'email_verified'] },
    // Like Cognito, which puts the claims of the user into the ID token.
    conformIdTokenClaims: false,
    findAccount: (_context, accountId) => ({
      accountId,
      claims: (use) => ({
        sub: accountId,
        email: emailOf(accountId),
        email_verified: true,
        ...(use === 'id_token' && { token_use: 'id' }),
      }),
    }),
    interactions: { url: (_context, { uid }) => `${issuerPath}/sign-in/${uid}` },
    loadExistingGrant: grantAll,
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    // The lifetimes of the deployed clients. The other lifetimes are a working day.
    ttl: {
      AccessToken: 15 * minutes,
      IdToken: 15 * minutes,
      Interaction: hours,
      Session: 12 * hours,
      Grant: 12 * hours,
      RefreshToken: 12 * hours,
    },
    formats: { customizers: { jwt: likeCognito } },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_context, { clientId }, token) => token.clientId === clientId },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (_context, _resource, { clientId }) => ({
          scope: imagesScope,
          // The library requires an audience for every token; Cognito does not.
          audience: clientId,
          accessTokenFormat: 'jwt',
        }),
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => show(context, signOutPage(form)),
        postLogoutSuccessSource: (context) => show(context, signedOutPage()),
      },
    },
    renderError: (context, { error, error_description }) => show(context, errorPage(error_description ?? error)),
  };
}

function clientsFor(pages: readonly string[]): Configuration['clients'] {
  const common = {
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  } as const;
  return [
    {
      ...common,
      client_id: clientIds.page,
      application_type: 'web',
      redirect_uris: pages.map((page) => `${page}/signed-in`),
      post_logout_redirect_uris: pages.map((page) => `${page}/`),
    },
    // A native application may use any port of this computer (RFC 8252, section 7.3).
    {
      ...common,
      client_id: clientIds.terminal,
      application_type: 'native',
      redirect_uris: ['http://localhost/', 'http://127.0.0.1/'],
    },
  ];
}

/** The clients belong to this application, so users are not asked for consent. */
async function grantAll({ oidc }: KoaContextWithOIDC) {
  const { accountId } = oidc.session ?? {};
  const { clientId } = oidc.client ?? {};
  const known = clientId && oidc.session?.grantIdFor(clientId);
  if (known) return oidc.provider.Grant.find(known);
  const grant = new oidc.provider.Grant({ accountId, clientId });
  grant.addOIDCScope(signInScopes.join(' '));
  grant.addResourceScope(resource, imagesScope);
  await grant.save();
  return grant;
}

const likeCognito: NonNullable<NonNullable<Configuration['formats']>['customizers']>['jwt'] = (_context, _token, parts) => {
  parts.header = { typ: 'JWT' };
  Object.assign(parts.payload, { token_use: 'access', username: parts.payload.sub });
};

async function show(context: KoaContextWithOIDC, page: string): Promise<void> {
  context.set(securityHeaders);
  context.type = 'html';
  context.body = page;
}
