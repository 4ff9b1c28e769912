import { runInNewContext } from 'node:vm';
import type { Invariant, Violation } from './invariant';
import { inDocument, keyed } from './statements';
import { listOf, numberOf, type Resource, show, type Template, textOf, type Value } from './template';

/** The distributions of CloudFront. */
export const distributions = (template: Template) =>
  template.of('AWS::CloudFront::Distribution').map(({ id, properties }) => ({ id, config: properties.DistributionConfig ?? {} }));

/** The cache behaviors of a distribution. */
export const behaviors = ({ DefaultCacheBehavior, CacheBehaviors }: Value): Value[] => [
  ...listOf(DefaultCacheBehavior),
  ...listOf(CacheBehaviors),
];

export const cloudfrontTls: Invariant = {
  name: 'cloudfront-tls',
  holds: 'CloudFront and its custom origins use TLS 1.2 or later.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) => [
      ...behaviors(config)
        .filter(({ ViewerProtocolPolicy }) => !['https-only', 'redirect-to-https'].includes(ViewerProtocolPolicy))
        .map(({ ViewerProtocolPolicy }) => ({
          id,
          value: `ViewerProtocolPolicy ${show(ViewerProtocolPolicy)}`,
          required: 'https-only or redirect-to-https',
        })),
      ...listOf(config.Origins)
        .filter(({ CustomOriginConfig: origin }) => origin && !isEncrypted(origin))
        .map(({ CustomOriginConfig }) => ({ id, value: show(CustomOriginConfig), required: 'https-only, and only TLSv1.2' })),
      // CloudFront ignores this property without a custom certificate.
      ...listOf(config.ViewerCertificate)
        .filter(({ MinimumProtocolVersion }) => !/^TLSv1\.[23]_20(2[1-9]|[3-9]\d)$/.test(String(MinimumProtocolVersion)))
        .map((certificate) => ({ id, value: show(certificate), required: 'MinimumProtocolVersion TLSv1.2_2021 or later' })),
    ]),
};

const isEncrypted = ({ OriginProtocolPolicy, OriginSSLProtocols }: Value) =>
  OriginProtocolPolicy === 'https-only' && JSON.stringify(OriginSSLProtocols) === '["TLSv1.2"]';

export const signedOrigins: Invariant = {
  name: 'signed-origins',
  holds: 'Buckets accept only requests that the distribution of this template signs.',
  violations: (template) => [
    ...distributions(template).flatMap((each) => unsigned(template, each)),
    ...foreignDistributions(template),
  ],
};

function unsigned(template: Template, { id, config }: { id: string; config: Value }): Violation[] {
  return listOf(config.Origins)
    .filter(({ CustomOriginConfig }) => !CustomOriginConfig)
    .filter(({ OriginAccessControlId, S3OriginConfig }) => {
      const [access] = template.named(OriginAccessControlId, 'AWS::CloudFront::OriginAccessControl');
      const { SigningBehavior, SigningProtocol } = access?.properties.OriginAccessControlConfig ?? {};
      return SigningBehavior !== 'always' || SigningProtocol !== 'sigv4' || S3OriginConfig?.OriginAccessIdentity;
    })
    .map((origin) => ({ id, value: show(origin), required: 'an origin access control of this template that always signs' }));
}

/** CloudFront is the same principal in all accounts: without a condition, anyone's distribution could read the bucket. */
function foreignDistributions(template: Template): Violation[] {
  return template
    .of('AWS::S3::BucketPolicy')
    .flatMap((policy) => inDocument(policy, policy.properties.PolicyDocument))
    .filter(({ json }) => json.Effect === 'Allow' && listOf(json.Principal?.Service).includes('cloudfront.amazonaws.com'))
    .filter(({ json }) => {
      const source = keyed(json.Condition?.StringEquals, 'aws:SourceArn');
      return (
        template.named(source, 'AWS::CloudFront::Distribution').length !== 1 || /[*?]/.test(textOf(source).replaceAll('<?>', '*'))
      );
    })
    .map(({ id, json }) => ({
      id,
      value: `CloudFront when ${show(json.Condition)}`,
      required: 'AWS:SourceArn, equal to the ARN of a distribution of this template',
    }));
}

export const unchangedErrors: Invariant = {
  name: 'unchanged-errors',
  holds: 'CloudFront passes errors on unchanged and does not cache them.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) => {
      const responses = listOf(config.CustomErrorResponses);
      const required = 'no replacement response: a page would hide the error of the API';
      const replaced = responses.filter(({ ResponseCode, ResponsePagePath }) => ResponseCode ?? ResponsePagePath);
      const forgotten = responses.filter(({ ErrorCachingMinTTL }) => numberOf(ErrorCachingMinTTL) === 0);
      const remembered = errors.filter((code) => !forgotten.some(({ ErrorCode }) => numberOf(ErrorCode) === code));
      return [
        ...replaced.map((response) => ({ id, value: show(response), required })),
        ...remembered.map((code) => ({ id, value: `${code} is cached`, required: 'ErrorCachingMinTTL 0' })),
      ];
    }),
};

/** The errors that CloudFront caches by default. */
const errors = [404, 405, 414, 500, 501, 502, 503, 504];

/** Ids of AWS managed policies. */
const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const allViewerExceptHostHeader = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

export const apiUncached: Invariant = {
  name: 'api-uncached',
  holds: 'CloudFront does not cache /api/*, forwards the token, and removes /api from the path.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) => {
      const toApi = listOf(config.Origins).filter(
        ({ DomainName }) => template.named(DomainName, 'AWS::ApiGatewayV2::Api').length > 0,
      );
      const targets = toApi.map(({ Id }) => Id);
      const paths = behaviors(config).filter(({ TargetOriginId }) => targets.includes(TargetOriginId));
      if (paths.length === 0) return [{ id, value: 'no path to the API', required: 'a behavior for /api/*' }];
      return paths
        .filter((behavior) => !isForApi(template, behavior))
        .map((behavior) => ({
          id,
          value: show(behavior),
          required: '/api/*, CachingDisabled, AllViewerExceptHostHeader, and a function that removes /api',
        }));
    }),
};

function isForApi(template: Template, { PathPattern, CachePolicyId, OriginRequestPolicyId, FunctionAssociations }: Value): boolean {
  const functions = onRequest(template, FunctionAssociations);
  return (
    PathPattern === '/api/*' &&
    CachePolicyId === cachingDisabled &&
    OriginRequestPolicyId === allViewerExceptHostHeader &&
    functions.some((fn) => seenBehind(fn, '/api/images/1') === '/images/1' && seenBehind(fn, '/api/api/') === '/api/')
  );
}

/** The CloudFront functions that run on each request. */
export function onRequest(template: Template, associations: Value): Resource[] {
  return listOf(associations)
    .filter(({ EventType }) => EventType === 'viewer-request')
    .flatMap(({ FunctionARN }) => template.named(FunctionARN, 'AWS::CloudFront::Function'));
}

/** Results of CloudFront functions by code and path: running one takes as long as ten other invariants. */
const seen = new Map<string, unknown>();

/** Runs a CloudFront function with a path. @returns the resulting path; `undefined` when it fails */
export function seenBehind({ properties: { FunctionCode } }: Resource, uri: string): unknown {
  const key = `${uri} ${FunctionCode}`;
  if (!seen.has(key)) seen.set(key, run(FunctionCode, uri));
  return seen.get(key);
}

function run(code: Value, uri: string): unknown {
  try {
    return runInNewContext(`${code}; handler({ request: { uri } }).uri`, { uri }, { timeout: 1000 });
  } catch {
    return undefined;
  }
}
