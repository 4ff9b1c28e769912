import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const distribution = 'Web/Distribution';
const access = 'Web/Access';
const config = (t: Draft) => t.at(distribution).Properties.DistributionConfig;
const behavior = (t: Draft) => config(t).CacheBehaviors[0];
const origin = (t: Draft, index: number) => config(t).Origins[index];
const byCloudFront = (t: Draft) =>
  t
    .at('Web/Files/Policy')
    .Properties.PolicyDocument.Statement.find(({ Principal }: { Principal: { Service?: string } }) => Principal.Service);

const secretHeader = (t: Draft) => origin(t, 1).OriginCustomHeaders[0];
const digests = 'ORIGIN_SHA256';

const headers = (keys: string, value: unknown) => (t: Draft) =>
  t.set('Web/Headers/Policy', `ResponseHeadersPolicyConfig.SecurityHeadersConfig.${keys}`, value);
const strict = (scripts: string) =>
  `default-src 'none'; script-src ${scripts}; style-src 'self'; base-uri 'none'; frame-ancestors 'none'`;

export const webMutants: MutantsByInvariant = {
  'cloudfront-tls': {
    'the page without TLS': (t) => {
      config(t).DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all';
    },
    'the API without TLS': (t) => {
      behavior(t).ViewerProtocolPolicy = 'allow-all';
    },
    'an unknown value': (t) => {
      behavior(t).ViewerProtocolPolicy = t.parameter();
    },
    'the API behind CloudFront without TLS': (t) => {
      origin(t, 1).CustomOriginConfig.OriginProtocolPolicy = 'match-viewer';
    },
    'an old TLS version behind CloudFront': (t) => {
      origin(t, 1).CustomOriginConfig.OriginSSLProtocols = ['TLSv1', 'TLSv1.2'];
    },
    'an old TLS version in front of CloudFront': (t) => {
      config(t).ViewerCertificate.MinimumProtocolVersion = 'TLSv1.1_2016';
    },
    'the default TLS version of CloudFront': (t) => {
      delete config(t).ViewerCertificate.MinimumProtocolVersion;
    },
  },
  'signed-origins': {
    'no access control': (t) => {
      delete origin(t, 0).OriginAccessControlId;
    },
    'an access control that is not in the template': (t) => {
      origin(t, 0).OriginAccessControlId = t.parameter();
    },
    'a legacy origin access identity': (t) => {
      origin(t, 0).S3OriginConfig.OriginAccessIdentity = 'origin-access-identity/cloudfront/E1';
    },
    'requests that are not signed': (t) => t.set(access, 'OriginAccessControlConfig.SigningBehavior', 'never'),
    'signed unless the viewer has signed': (t) => t.set(access, 'OriginAccessControlConfig.SigningBehavior', 'no-override'),
    'a bucket that anyone’s distribution may read': (t) => {
      delete byCloudFront(t).Condition;
    },
    'a bucket that all distributions of the account may read': (t) => {
      byCloudFront(t).Condition = {
        StringLike: { 'AWS:SourceArn': { 'Fn::Sub': `arn:aws:cloudfront::\${AWS::AccountId}:distribution/*` } },
      };
    },
    'a bucket that another distribution may read': (t) => {
      byCloudFront(t).Condition.StringEquals = { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' };
    },
  },
  'unchanged-errors': {
    'the page instead of an error 404': (t) => {
      config(t).CustomErrorResponses = [{ ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/index.html' }];
    },
    'the page instead of an error 403': (t) => {
      config(t).CustomErrorResponses.push({ ErrorCode: 403, ErrorCachingMinTTL: 0, ResponsePagePath: '/index.html' });
    },
    'errors that CloudFront caches by default': (t) => {
      delete config(t).CustomErrorResponses;
    },
    'an error that is cached': (t) => {
      config(t).CustomErrorResponses[3].ErrorCachingMinTTL = 10;
    },
  },
  'api-uncached': {
    'no path to the API': (t) => {
      delete config(t).CacheBehaviors;
    },
    'another path': (t) => {
      behavior(t).PathPattern = '/api*';
    },
    'responses that are cached': (t) => {
      behavior(t).CachePolicyId = '658327ea-f89d-4fab-a63d-7e88639e58f6';
    },
    'an unknown cache policy': (t) => {
      behavior(t).CachePolicyId = t.parameter();
    },
    'the token is not forwarded': (t) => {
      delete behavior(t).OriginRequestPolicyId;
    },
    'the host of the page is forwarded': (t) => {
      behavior(t).OriginRequestPolicyId = '216adef6-5c7f-47e4-b989-5492eafa07d3';
    },
    'the whole path is forwarded': (t) => {
      delete behavior(t).FunctionAssociations;
    },
    'the function of the page': (t) => {
      behavior(t).FunctionAssociations = config(t).DefaultCacheBehavior.FunctionAssociations;
    },
    'a function that runs on responses': (t) => {
      behavior(t).FunctionAssociations[0].EventType = 'viewer-response';
    },
    'a function that fails': (t) => t.set('Web/api', 'FunctionCode', 'function handler() {'),
    'a function that removes too much': (t) =>
      t.set(
        'Web/api',
        'FunctionCode',
        "function handler({ request }) { request.uri = request.uri.replaceAll('/api', ''); return request; }",
      ),
  },
  'guarded-api': {
    'the secret itself': (t) => {
      secretHeader(t).HeaderValue = 'open sesame';
    },
    'a secret within another string': (t) => {
      secretHeader(t).HeaderValue = 'a{{resolve:secretsmanager:images/origin}}';
    },
    'a parameter of CloudFormation, which shows it in the console': (t) => {
      secretHeader(t).HeaderValue = t.parameter();
    },
    'a header that no endpoint reads': (t) => {
      secretHeader(t).HeaderName = 'x-api-key';
    },
    'no header, so that the API rejects every request': (t) => {
      delete origin(t, 1).OriginCustomHeaders;
    },
    'an endpoint that accepts every request': (t) => t.drop('Service/get-image/Function', `Environment.Variables.${digests}`),
    'an endpoint whose digest is empty': (t) => t.set('Service/health/Function', `Environment.Variables.${digests}`, ''),
    'a truncated digest': (t) => t.set('Service/health/Function', `Environment.Variables.${digests}`, '0'.repeat(63)),
    'an unknown digest': (t) => t.set('Service/health/Function', `Environment.Variables.${digests}`, t.parameter()),
  },
  'guarded-page': {
    'the page without headers': (t) => {
      delete config(t).DefaultCacheBehavior.ResponseHeadersPolicyId;
    },
    'the API without headers': (t) => {
      delete behavior(t).ResponseHeadersPolicyId;
    },
    'an AWS managed policy, which has no Content-Security-Policy': (t) => {
      behavior(t).ResponseHeadersPolicyId = '67f7725c-6f97-4210-82d7-5512b31e9d03';
    },
    'inline scripts': headers('ContentSecurityPolicy.ContentSecurityPolicy', strict("'self' 'unsafe-inline'")),
    'scripts of other origins': headers('ContentSecurityPolicy.ContentSecurityPolicy', strict("'self' https://cdn.example.com")),
    'an unknown policy': (t) => headers('ContentSecurityPolicy.ContentSecurityPolicy', t.parameter())(t),
    'no policy': headers('ContentSecurityPolicy', undefined),
    'a policy that the origin can override': headers('ContentSecurityPolicy.Override', false),
    'content types that browsers guess': headers('ContentTypeOptions', undefined),
    'frames of the same origin': headers('FrameOptions.FrameOption', 'SAMEORIGIN'),
    'HSTS for only an hour': headers('StrictTransportSecurity.AccessControlMaxAgeSec', 3600),
    'URLs that are sent to other sites': headers('ReferrerPolicy', undefined),
  },
  'served-views': {
    'no page at the root': (t) => {
      delete config(t).DefaultRootObject;
    },
    'no function': (t) => {
      delete config(t).DefaultCacheBehavior.FunctionAssociations;
    },
    'the function of the API': (t) => {
      config(t).DefaultCacheBehavior.FunctionAssociations = behavior(t).FunctionAssociations;
    },
    'the page instead of every file': (t) =>
      t.set('Web/view', 'FunctionCode', "function handler({ request }) { request.uri = '/index.html'; return request; }"),
    'a view is missing': (t) =>
      t.set(
        'Web/view',
        'FunctionCode',
        "function handler({ request }) { if (request.uri === '/signed-in') request.uri = '/index.html'; return request; }",
      ),
  },
};
