import { functionBehind } from './functions';
import type { Invariant, Violation } from './invariant';
import { listOf, type Resource, show, type Template, textOf, type Value } from './template';
import { distributions } from './web';

export interface OriginSecret {
  /** The header in which CloudFront sends the secret. */
  readonly header: string;
  /** The environment variable with the digests of the secret. */
  readonly digests: string;
}

export const guardedApi = ({ header, digests }: OriginSecret): Invariant => ({
  name: 'guarded-api',
  holds: 'If CloudFront adds a secret to its requests to the API, no template contains it, and every endpoint has its digest.',
  violations: (template) => {
    const functions = endpointFunctions(template);
    const origins = apiOrigins(template, header);
    const isGuarded =
      origins.some(({ secret }) => secret !== undefined) || functions.some((fn) => digestsOf(fn, digests) !== undefined);
    if (!isGuarded) return [];
    return [...origins.flatMap((each) => wrongSecret(each, header)), ...functions.flatMap((fn) => wrongDigest(fn, digests))];
  },
});

interface ApiOrigin {
  readonly id: string;
  /** Value of the header; `undefined` if CloudFront adds no header. */
  readonly secret?: Value;
}

function apiOrigins(template: Template, header: string): ApiOrigin[] {
  return distributions(template).flatMap(({ id, config }) =>
    listOf(config.Origins)
      .filter(({ DomainName }) => template.named(DomainName, 'AWS::ApiGatewayV2::Api').length > 0)
      .map(({ OriginCustomHeaders }) => ({
        id,
        secret: listOf(OriginCustomHeaders).find(({ HeaderName }) => textOf(HeaderName).toLowerCase() === header)?.HeaderValue,
      })),
  );
}

function wrongSecret({ id, secret }: ApiOrigin, header: string): Violation[] {
  if (typeof secret === 'string' && /^\{\{resolve:secretsmanager:[^{}]+\}\}$/.test(secret)) return [];
  // Does not contain the value, which may be the secret.
  const value = secret === undefined ? `no ${header}` : `${header} with another value`;
  return [{ id, value, required: 'a reference to Secrets Manager, which CloudFormation resolves during the deployment' }];
}

/** Returns the functions behind the routes. */
function endpointFunctions(template: Template): Resource[] {
  const functions = template.of('AWS::ApiGatewayV2::Integration').flatMap(({ properties }) => {
    return functionBehind(template, properties.IntegrationUri) ?? [];
  });
  return [...new Set(functions)];
}

const digestsOf = ({ properties }: Resource, digests: string): Value => properties.Environment?.Variables?.[digests];

function wrongDigest(fn: Resource, digests: string): Violation[] {
  const given = digestsOf(fn, digests);
  if (typeof given === 'string' && /^[0-9a-f]{64}(,[0-9a-f]{64})*$/.test(given)) return [];
  return [
    { id: fn.id, value: `${digests} ${show(given)}`, required: 'the SHA-256 digest of the secret, or several separated by commas' },
  ];
}
