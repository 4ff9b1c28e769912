import type { Contract } from './contract/contract';
import type { Invariant, Violation } from './invariant';
import { listOf, type Resource, show, type Template, textOf, type Value } from './template';

export interface OpenRoutes {
  /** The scope that a token must have. ID tokens, and tokens that were issued without the sign-in page, do not have it. */
  readonly scope: string;
  /** Routes that anyone may call. A public endpoint must be listed here, too, so that it is a deliberate decision. */
  readonly open: readonly string[];
}

export const jwtOnRoutes = ({ endpoints }: Pick<Contract, 'endpoints'>, routes: OpenRoutes): Invariant => ({
  name: 'jwt-on-routes',
  holds: `Every route requires a verified access token with the scope of the API, except ${exceptions}.`,
  violations: (template) => [
    ...template.of('AWS::ApiGatewayV2::Route').flatMap((route) => unguarded(template, route, endpoints, routes)),
    ...template
      .of('AWS::ApiGateway::Method')
      .filter(({ properties }) => properties.HttpMethod !== 'OPTIONS' && properties.AuthorizationType !== 'COGNITO_USER_POOLS')
      .map(({ id, properties }) => ({
        id,
        value: `AuthorizationType ${show(properties.AuthorizationType)}`,
        required: 'COGNITO_USER_POOLS',
      })),
    ...template
      .of('AWS::Lambda::Url')
      .filter(({ properties }) => properties.AuthType !== 'AWS_IAM')
      .map(({ id, properties }) => ({
        id,
        value: `AuthType ${show(properties.AuthType)}`,
        required: 'AWS_IAM, or no URL, which bypasses the API',
      })),
    ...template.of('AWS::ApiGatewayV2::Api').flatMap(hiddenRoutes),
  ],
});

const exceptions = [
  'signed endpoints', // part: signed
  'the routes that the application declares as open',
].join(' and ');

function unguarded(
  template: Template,
  { id, properties }: Resource,
  endpoints: Contract['endpoints'],
  { scope, open }: OpenRoutes,
): Violation[] {
  const { RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes } = properties;
  const access = endpoints.find(({ method, path }) => RouteKey === `${method} ${path}`)?.access;
  // The function of a signed endpoint checks the signature.
  if (access === 'signed') return []; // part: signed
  if (open.includes(RouteKey)) return [];
  const [authorizer] = template.named(AuthorizerId, 'AWS::ApiGatewayV2::Authorizer');
  if (AuthorizationType === 'JWT' && authorizer) {
    // API Gateway accepts a token with any one of the scopes.
    const isSound = JSON.stringify(AuthorizationScopes) === JSON.stringify([scope]);
    const unscoped = {
      id,
      value: `${show(RouteKey)}: AuthorizationScopes ${show(AuthorizationScopes)}`,
      required: `${scope} alone`,
    };
    return [...(isSound ? [] : [unscoped]), ...wrongAuthorizer(template, authorizer)];
  }
  return [
    {
      id,
      value: `${show(RouteKey)}: AuthorizationType ${show(AuthorizationType)}, AuthorizerId ${show(AuthorizerId)}`,
      required:
        'JWT, with an authorizer of this template; ' +
        (access === 'public'
          ? `or, if anyone may call it, add '${RouteKey}' to openRoutes in proof/invariants/application.ts`
          : `only ${open.join(', ')} may be open`),
    },
  ];
}

function wrongAuthorizer(template: Template, { id, properties }: Resource): Violation[] {
  const { AuthorizerType, IdentitySource, JwtConfiguration } = properties;
  const audience = listOf(JwtConfiguration?.Audience);
  const isSound =
    AuthorizerType === 'JWT' &&
    JSON.stringify(IdentitySource) === '["$request.header.Authorization"]' &&
    audience.length > 0 &&
    audience.every((client) => template.named(client, 'AWS::Cognito::UserPoolClient').length === 1) &&
    /^https:\/\/cognito-idp\.<AWS::Region>\./.test(textOf(JwtConfiguration?.Issuer)) &&
    template.named(JwtConfiguration?.Issuer, 'AWS::Cognito::UserPool').length === 1;
  if (isSound) return [];
  return [
    {
      id,
      value: show(properties),
      required: 'tokens in the Authorization header, issued by a user pool of this template to its clients',
    },
  ];
}

/** Properties that create routes without a resource for each: an OpenAPI document, or a single target. */
function hiddenRoutes({ id, properties }: Resource): Violation[] {
  return ['Body', 'BodyS3Location', 'Target', 'RouteKey']
    .filter((property) => properties[property] !== undefined)
    .map((property) => ({ id, value: property, required: 'no routes other than those of the template: they have no authorizer' }));
}

export const distinctRoutes: Invariant = {
  name: 'distinct-routes',
  holds: 'No two routes of an API match the same request.',
  violations: (template) => {
    const routes = template.of('AWS::ApiGatewayV2::Route');
    return routes.flatMap((route, index) => {
      const earlier = routes.slice(0, index).find((other) => requestsOf(other.properties) === requestsOf(route.properties));
      if (!earlier) return [];
      return [
        {
          id: route.id,
          value: show(route.properties.RouteKey),
          required: `a different method or path: ${earlier.id} already answers it`,
        },
      ];
    });
  },
};

/** Returns the requests that a route answers. The name of a parameter does not distinguish requests. */
function requestsOf({ ApiId, RouteKey }: Value): string {
  return `${textOf(ApiId)} ${textOf(RouteKey)
    .replaceAll(/\{[^}+]+(\+?)\}/g, '{$1}')
    .replace(/(?<=\/.+)\/$/, '')}`;
}
