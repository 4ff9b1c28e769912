import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { synthTemplate } from '../../../../lib/testing/synth';
import { allowedBy, readable, resourceOf, resourcesOf } from '../../../../lib/testing/template';
import { variants } from '../../../../proof/variants';

const sandbox = synthTemplate();
const ownDomain = synthTemplate(variants['own-domain']);
const production = synthTemplate({ stage: 'production' });
const withoutPage = synthTemplate(variants['no-page']);

const distributionOf = (template: typeof sandbox) =>
  resourceOf(template, 'AWS::CloudFront::Distribution').properties.DistributionConfig;
const { DefaultCacheBehavior: toPage, CacheBehaviors, Origins, ...distribution } = distributionOf(sandbox);
const originOf = ({ TargetOriginId }: { TargetOriginId: string }) =>
  Origins.find(({ Id }: { Id: string }) => Id === TargetOriginId);

type Behavior = { FunctionAssociations: { EventType: string; FunctionARN: object }[] };

/** Returns the function that handles the viewer requests of a behavior. */
function functionOf({ FunctionAssociations }: Behavior, type = 'viewer-request') {
  const { FunctionARN } = FunctionAssociations.find(({ EventType }) => EventType === type) ?? { FunctionARN: {} };
  return resourceOf(sandbox, 'AWS::CloudFront::Function', readable(FunctionARN).slice(1, -'.FunctionARN>'.length)).properties;
}

/** Runs a function on a viewer request. @param accept the header Accept; browsers prefer HTML when they open a URL */
const requestFor = (uri: string, accept: string | undefined) => ({
  method: 'GET',
  uri,
  querystring: {},
  headers: accept === undefined ? {} : { accept: { value: accept } },
  cookies: {},
});

/** Returns the path that a CloudFront function rewrites a path to. */
function seenBehind(code: string, uri: string, accept?: string): string {
  const request = requestFor(uri, accept);
  const { uri: behind, ...others } = runInNewContext(`${code}; handler(event);`, { event: { request: { ...request } } });
  expect({ ...others, uri }).toEqual(request);
  return behind;
}

/** Returns the status that a CloudFront function sets on a response. */
function statusOf(code: string, uri: string, accept: string | undefined, statusCode = 200): number {
  const headers = { etag: { value: '"1"' } };
  const event = { request: requestFor(uri, accept), response: { statusCode, headers } };
  const answer = runInNewContext(`${code}; handler(event);`, { event });
  expect(answer.headers).toEqual(headers);
  return answer.statusCode;
}

/** Accept header of browsers when a URL is opened. */
const page = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

describe('the page', () => {
  it('is in a bucket that only CloudFront can read, for this distribution only', () => {
    const access = resourceOf(sandbox, 'AWS::CloudFront::OriginAccessControl');

    expect(originOf(toPage)).toEqual({
      Id: toPage.TargetOriginId,
      DomainName: { 'Fn::GetAtt': [resourceOf(sandbox, 'AWS::S3::Bucket', 'WebFiles').id, 'RegionalDomainName'] },
      OriginAccessControlId: { 'Fn::GetAtt': [access.id, 'Id'] },
      // Marks the origin as a bucket; the legacy origin access identity is off.
      S3OriginConfig: { OriginAccessIdentity: '' },
    });
    expect(access.properties.OriginAccessControlConfig).toMatchObject({
      OriginAccessControlOriginType: 's3',
      SigningBehavior: 'always',
      SigningProtocol: 'sigv4',
    });
    expect(allowedBy(sandbox, 'WebFiles').filter((line) => !line.startsWith('<CustomS3AutoDelete'))).toEqual([
      'cloudfront.amazonaws.com s3:GetObject on <WebFiles.Arn>/* when ' +
        '{"StringEquals":{"AWS:SourceArn":"arn:<AWS::Partition>:cloudfront::<AWS::AccountId>:distribution/<WebDistribution>"}}',
    ]);
  });

  it.each([
    ['a sandbox', sandbox],
    ['production', production],
  ])('is deleted with the stack of %s, because every deployment recreates it', (_, template) => {
    expect(resourceOf(template, 'AWS::S3::Bucket', 'WebFiles').deletionPolicy).toBe('Delete');
  });

  it('is served by TLS, compressed, with HTTP/3 and IPv6', () => {
    expect(toPage).toMatchObject({ ViewerProtocolPolicy: 'redirect-to-https', Compress: true });
    expect(distribution).toMatchObject({
      Enabled: true,
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      PriceClass: 'PriceClass_100',
    });
  });

  it('is cached according to each file’s Cache-Control', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html: CachingOptimized
    expect(toPage.CachePolicyId).toBe('658327ea-f89d-4fab-a63d-7e88639e58f6');
  });

  it.each([
    ['/view/0190c1a2-7e3f-7b2a-9d4c-1f2e3d4c5b6a', '/index.html'],
    ['/signed-in', '/index.html'],
    ['/index.html', '/index.html'],
    ['/config.json', '/config.json'],
    ['/main-A1B2C3D4.js', '/main-A1B2C3D4.js'],
    ['/view', '/view'],
    ['/signed-in/too', '/signed-in/too'],
    ['/missing', '/missing'],
    ['/', '/'],
  ])('serves %s as %s', (uri, behind) => {
    expect(seenBehind(functionOf(toPage).FunctionCode, uri)).toBe(behind);
  });

  it.each(['/', '/index.html', '/config.json', '/main-A1B2C3D4.js', '/icon-A1B2C3D4.svg', '/signed-in', '/view/0190c1a2'])(
    'responds with 200 at %s, which exists, to browsers and other clients',
    (uri) => {
      const { FunctionCode: code } = functionOf(toPage, 'viewer-response');
      for (const accept of [page, '*/*', undefined]) expect(statusOf(code, uri, accept)).toBe(200);
    },
  );

  it.each(['/missing', '/photos/2026', '/view', '/view/', '/view/a/b', '/missing.js', '/images.css', '/signed-in/too'])(
    'responds with the page and 404 at %s to a browser, and to no other client',
    (uri) => {
      const { FunctionCode: code } = functionOf(toPage);
      expect(functionOf(toPage, 'viewer-response').FunctionCode).toBe(code);
      expect([seenBehind(code, uri, page), statusOf(code, uri, page)]).toEqual(['/index.html', 404]);
      for (const accept of ['*/*', 'image/avif,image/webp,*/*', undefined]) {
        expect([seenBehind(code, uri, accept), statusOf(code, uri, accept)]).toEqual([uri, 200]);
      }
      // The browser's cached copy is still valid.
      expect(statusOf(code, uri, page, 304)).toBe(304);
    },
  );

  it('is the root object', () => {
    expect(distribution.DefaultRootObject).toBe('index.html');
  });
});

describe('the API on the page’s origin', () => {
  const [toApi, ...others] = CacheBehaviors;

  it('is below /api/, for all methods', () => {
    expect(others).toEqual([]);
    expect(toApi).toMatchObject({
      PathPattern: '/api/*',
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      ViewerProtocolPolicy: 'https-only',
    });
  });

  it('is requested at its own host, with TLS 1.2 only', () => {
    const { CustomOriginConfig, DomainName } = originOf(toApi);
    const url = { 'Fn::GetAtt': [resourceOf(sandbox, 'AWS::ApiGatewayV2::Api').id, 'ApiEndpoint'] };
    const withoutScheme = { 'Fn::Select': [1, { 'Fn::Split': ['//', url] }] };

    expect(CustomOriginConfig).toEqual({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] });
    expect(DomainName).toEqual({ 'Fn::Select': [0, { 'Fn::Split': ['/', withoutScheme] }] });
  });

  it('is not cached, and receives the token', () => {
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html: CachingDisabled
    expect(toApi.CachePolicyId).toBe('4135ea2d-6df8-44a3-9df3-4b5a84be39ad');
    // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html:
    // AllViewerExceptHostHeader
    expect(toApi.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
  });

  it.each([
    ['/api/images', '/images'],
    ['/api/images/0190c1a2/retry', '/images/0190c1a2/retry'],
    ['/api/', '/'],
    ['/api/api/images', '/api/images'],
    ['/api/view/api/', '/view/api/'],
  ])('rewrites %s to %s', (uri, behind) => {
    expect(seenBehind(functionOf(toApi).FunctionCode, uri)).toBe(behind);
  });

  it('returns its own errors, which are not cached', () => {
    expect(distribution.CustomErrorResponses).toEqual(
      [404, 405, 414, 500, 501, 502, 503, 504].map((ErrorCode) => ({ ErrorCode, ErrorCachingMinTTL: 0 })),
    );
  });
});

describe('the buckets', () => {
  const ownOrigin = 'https://<WebDistribution.DomainName>';
  const { allowedOrigins } = variants['allowed-origins'].settings;

  it.each<[string, typeof sandbox, string[]]>([
    ['the page, and no other', sandbox, [ownOrigin]],
    ['the page at its own domain', ownDomain, ['https://photos.example.com']],
    ['the page and the pages of allowed origins', synthTemplate(variants['allowed-origins']), [ownOrigin, ...allowedOrigins]],
  ])('accept requests from %s', (_, template, origins) => {
    for (const name of ['Originals', 'Renditions']) {
      const { CorsConfiguration } = resourceOf(template, 'AWS::S3::Bucket', `StorageBuckets${name}`).properties;
      expect(CorsConfiguration.CorsRules.map((rule: { AllowedOrigins: unknown[] }) => rule.AllowedOrigins.map(readable))).toEqual([
        origins,
      ]);
    }
  });
});

it('calls the API on its own origin, which needs no CORS', () => {
  expect(resourceOf(sandbox, 'AWS::ApiGatewayV2::Api').properties).not.toHaveProperty('CorsConfiguration');
});

describe('a custom domain', () => {
  const { web } = variants['guarded-api'].settings;

  it('uses its certificate, TLS 1.2 or later, and the firewall', () => {
    expect(distributionOf(synthTemplate(variants['guarded-api']))).toMatchObject({
      Aliases: [web.domainName],
      ViewerCertificate: {
        AcmCertificateArn: web.certificateArn,
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
      WebACLId: web.webAclArn,
    });
    expect(distribution).not.toHaveProperty('Aliases');
    expect(distribution).not.toHaveProperty('WebACLId');
  });

  it('has an output for its DNS record', () => {
    const { PageUrl, PageTarget } = ownDomain.findOutputs('*');

    expect(PageUrl?.Value).toBe('https://photos.example.com/');
    expect(readable(PageTarget?.Value)).toBe('<WebDistribution.DomainName>');
    expect(sandbox.findOutputs('PageTarget')).toEqual({});
  });
});

it('leaves nothing of the page when it is off', () => {
  const { Resources, Outputs } = withoutPage.toJSON();

  expect(Object.keys(Resources).filter((id) => id.startsWith('Web') || id.includes('CDKBucketDeployment'))).toEqual([]);
  expect(resourcesOf(withoutPage, 'AWS::CloudFront::Distribution')).toEqual([]);
  expect(Object.keys(Outputs).filter((name) => name.startsWith('Page'))).toEqual([]);
});

it.each([
  ['the page', toPage],
  ['the API', CacheBehaviors[0]],
])('publishes the viewer request function of %s, for the runtime that it is written for', (_, behavior) => {
  expect(functionOf(behavior)).toMatchObject({ AutoPublish: true, FunctionConfig: { Runtime: 'cloudfront-js-2.0' } });
});

it.each(['view', 'api'])('keeps the function %s within CloudFront’s limits', (name) => {
  const code = readFileSync(join(__dirname, '../../../../lib/constructs/web/edge-functions', `${name}.js`));

  expect(code.length).toBeLessThan(10_240);
  // The longest stack name and region.
  expect(`${'a'.repeat(40)}-ap-southeast-1-${name}`.length).toBeLessThanOrEqual(64);
});
