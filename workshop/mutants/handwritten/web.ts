import type { Draft } from '../../../test/proof/draft';
import type { MutantsByInvariant } from './mutants';

const distribution = 'Web/Distribution';
const access = 'Web/Access';
const config = (t: Draft) => t.at(distribution).Properties.DistributionConfig;
const behaviour = (t: Draft) => config(t).CacheBehaviors[0];
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
  'page-by-tls': {
    'the page without TLS': (t) => {
      config(t).DefaultCacheBehavior.ViewerProtocolPolicy = 'allow-all';
    },
    'the API without TLS': (t) => {
      behaviour(t).ViewerProtocolPolicy = 'allow-all';
    },
    'an unknown value': (t) => {
      behaviour(t).ViewerProtocolPolicy = t.parameter();
    },
    'the API behind CloudFront without TLS': (t) => {
      origin(t, 1).CustomOriginConfig.OriginProtocolPolicy = 'match-viewer';
    },
    'an old TLS behind CloudFront': (t) => {
      origin(t, 1).CustomOriginConfig.OriginSSLProtocols = ['TLSv1', 'TLSv1.2'];
    },
    'an old TLS before it': (t) => {
      config(t).ViewerCertificate.MinimumProtocolVersion = 'TLSv1.1_2016';
    },
    'whichever TLS CloudFront likes': (t) => {
      delete config(t).ViewerCertificate.MinimumProtocolVersion;
    },
  },
  'signed-origins': {
    'no access control': (t) => {
      delete origin(t, 0).OriginAccessControlId;
    },
    'one from elsewhere': (t) => {
      origin(t, 0).OriginAccessControlId = t.parameter();
    },
    'an identity, as it was done before': (t) => {
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
    'a bucket that another’s distribution may read': (t) => {
      byCloudFront(t).Condition.StringEquals = { 'AWS:SourceArn': 'arn:aws:cloudfront::111122223333:distribution/E1' };
    },
  },
  'own-errors': {
    'the page in place of what is missing': (t) => {
      config(t).CustomErrorResponses = [{ ErrorCode: 404, ResponseCode: 200, ResponsePagePath: '/index.html' }];
    },
    'the page in place of what is forbidden': (t) => {
      config(t).CustomErrorResponses.push({ ErrorCode: 403, ErrorCachingMinTTL: 0, ResponsePagePath: '/index.html' });
    },
    'errors that are remembered as long as CloudFront likes': (t) => {
      delete config(t).CustomErrorResponses;
    },
    'an error that is remembered': (t) => {
      config(t).CustomErrorResponses[3].ErrorCachingMinTTL = 10;
    },
  },
  'api-uncached': {
    'no way to the API': (t) => {
      delete config(t).CacheBehaviors;
    },
    'another path': (t) => {
      behaviour(t).PathPattern = '/api*';
    },
    'answers that are kept': (t) => {
      behaviour(t).CachePolicyId = '658327ea-f89d-4fab-a63d-7e88639e58f6';
    },
    'an unknown cache policy': (t) => {
      behaviour(t).CachePolicyId = t.parameter();
    },
    'the token left behind': (t) => {
      delete behaviour(t).OriginRequestPolicyId;
    },
    'the page’s host handed on': (t) => {
      behaviour(t).OriginRequestPolicyId = '216adef6-5c7f-47e4-b989-5492eafa07d3';
    },
    'the whole path handed on': (t) => {
      delete behaviour(t).FunctionAssociations;
    },
    'the function of the page': (t) => {
      behaviour(t).FunctionAssociations = config(t).DefaultCacheBehavior.FunctionAssociations;
    },
    'a function that comes too late': (t) => {
      behaviour(t).FunctionAssociations[0].EventType = 'viewer-response';
    },
    'a function that fails': (t) => t.set('Web/api', 'FunctionCode', 'function handler() {'),
    'a function that takes more away': (t) =>
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
    'a secret within another text': (t) => {
      secretHeader(t).HeaderValue = 'a{{resolve:secretsmanager:images/origin}}';
    },
    'a parameter of CloudFormation, which shows it in the console': (t) => {
      secretHeader(t).HeaderValue = t.parameter();
    },
    'a header that no endpoint reads': (t) => {
      secretHeader(t).HeaderName = 'x-api-key';
    },
    'no header, so that the API answers no one': (t) => {
      delete origin(t, 1).OriginCustomHeaders;
    },
    'an endpoint that answers everyone': (t) => t.drop('Service/get-image/Function', `Environment.Variables.${digests}`),
    'an endpoint whose digest is empty': (t) => t.set('Service/health/Function', `Environment.Variables.${digests}`, ''),
    'a digest that is cut off': (t) => t.set('Service/health/Function', `Environment.Variables.${digests}`, '0'.repeat(63)),
    'a digest that the template does not tell': (t) =>
      t.set('Service/health/Function', `Environment.Variables.${digests}`, t.parameter()),
  },
  'guarded-page': {
    'the page without headers': (t) => {
      delete config(t).DefaultCacheBehavior.ResponseHeadersPolicyId;
    },
    'the API without headers': (t) => {
      delete behaviour(t).ResponseHeadersPolicyId;
    },
    'headers of AWS, which has no policy for scripts': (t) => {
      behaviour(t).ResponseHeadersPolicyId = '67f7725c-6f97-4210-82d7-5512b31e9d03';
    },
    'scripts within the page': headers('ContentSecurityPolicy.ContentSecurityPolicy', strict("'self' 'unsafe-inline'")),
    'scripts of others': headers('ContentSecurityPolicy.ContentSecurityPolicy', strict("'self' https://cdn.example.com")),
    'an unknown policy': (t) => headers('ContentSecurityPolicy.ContentSecurityPolicy', t.parameter())(t),
    'no policy': headers('ContentSecurityPolicy', undefined),
    'a policy that what is behind can replace': headers('ContentSecurityPolicy.Override', false),
    'types that browsers guess': headers('ContentTypeOptions', undefined),
    'frames of the same origin': headers('FrameOptions.FrameOption', 'SAMEORIGIN'),
    'HTTP again after an hour': headers('StrictTransportSecurity.AccessControlMaxAgeSec', 3600),
    'addresses that are sent to other sites': headers('ReferrerPolicy', undefined),
  },
  'served-views': {
    'no page at the root': (t) => {
      delete config(t).DefaultRootObject;
    },
    'no function': (t) => {
      delete config(t).DefaultCacheBehavior.FunctionAssociations;
    },
    'the function of the API': (t) => {
      config(t).DefaultCacheBehavior.FunctionAssociations = behaviour(t).FunctionAssociations;
    },
    'the page in place of every file': (t) =>
      t.set('Web/view', 'FunctionCode', "function handler({ request }) { request.uri = '/index.html'; return request; }"),
    'a view less': (t) =>
      t.set(
        'Web/view',
        'FunctionCode',
        "function handler({ request }) { if (request.uri === '/signed-in') request.uri = '/index.html'; return request; }",
      ),
  },
};
