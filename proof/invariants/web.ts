import { runInNewContext } from 'node:vm';
import type { Invariant, Violation } from './invariant';
import { inDocument, keyed } from './statements';
import { listOf, numberOf, type Resource, show, type Template, textOf, type Value } from './template';

/** The distributions of CloudFront. */
export const distributions = (template: Template) =>
  template.of('AWS::CloudFront::Distribution').map(({ id, properties }) => ({ id, config: properties.DistributionConfig ?? {} }));

/** What a distribution does with the requests of each path. */
export const behaviours = ({ DefaultCacheBehavior, CacheBehaviors }: Value): Value[] => [
  ...listOf(DefaultCacheBehavior),
  ...listOf(CacheBehaviors),
];

export const pageByTls: Invariant = {
  name: 'page-by-tls',
  holds: 'CloudFront and its custom origins use TLS 1.2 or later.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) => [
      ...behaviours(config)
        .filter(({ ViewerProtocolPolicy }) => !['https-only', 'redirect-to-https'].includes(ViewerProtocolPolicy))
        .map(({ ViewerProtocolPolicy }) => ({
          id,
          value: `ViewerProtocolPolicy ${show(ViewerProtocolPolicy)}`,
          required: 'https-only or redirect-to-https',
        })),
      ...listOf(config.Origins)
        .filter(({ CustomOriginConfig: origin }) => origin && !isEncrypted(origin))
        .map(({ CustomOriginConfig }) => ({ id, value: show(CustomOriginConfig), required: 'https-only, and TLSv1.2 alone' })),
      // Without a certificate of one's own CloudFront's applies, and this property is ignored.
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
  violations: (template) => [...distributions(template).flatMap((each) => unsigned(template, each)), ...strangers(template)],
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

/** CloudFront is one principal for all accounts: without a condition, anyone's distribution could read the bucket. */
function strangers(template: Template): Violation[] {
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

export const ownErrors: Invariant = {
  name: 'own-errors',
  holds: 'CloudFront passes errors on unchanged and does not cache them.',
  violations: (template) =>
    distributions(template).flatMap(({ id, config }) => {
      const responses = listOf(config.CustomErrorResponses);
      const required = 'no other answer in its place: a page would hide what the API said';
      const replaced = responses.filter(({ ResponseCode, ResponsePagePath }) => ResponseCode ?? ResponsePagePath);
      const forgotten = responses.filter(({ ErrorCachingMinTTL }) => numberOf(ErrorCachingMinTTL) === 0);
      const remembered = errors.filter((code) => !forgotten.some(({ ErrorCode }) => numberOf(ErrorCode) === code));
      return [
        ...replaced.map((response) => ({ id, value: show(response), required })),
        ...remembered.map((code) => ({ id, value: `${code} is remembered`, required: 'ErrorCachingMinTTL 0' })),
      ];
    }),
};

/** The errors that CloudFront remembers where nothing is said. */
const errors = [404, 405, 414, 500, 501, 502, 503, 504];

/** The CDK's names of these policies of AWS. */
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
      const paths = behaviours(config).filter(({ TargetOriginId }) => targets.includes(TargetOriginId));
      if (paths.length === 0) return [{ id, value: 'no way to the API', required: 'a behaviour of /api/*' }];
      return paths
        .filter((behaviour) => !isForApi(template, behaviour))
        .map((behaviour) => ({
          id,
          value: show(behaviour),
          required: '/api/*, CachingDisabled, AllViewerExceptHostHeader, and a function that takes /api away',
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

/** The functions that see each request first. */
export function onRequest(template: Template, associations: Value): Resource[] {
  return listOf(associations)
    .filter(({ EventType }) => EventType === 'viewer-request')
    .flatMap(({ FunctionARN }) => template.named(FunctionARN, 'AWS::CloudFront::Function'));
}

/** Answers of functions by their code and the path: to run one takes as long as ten other invariants. */
const seen = new Map<string, unknown>();

/** What a function makes of a path, by running it; `undefined` where it fails. */
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
