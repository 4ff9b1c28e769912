import { awsAddress } from '../../../../lambda/adapters/aws/s3-signed-urls';
import { stackPrefix } from '../../../../lambda/names';
import { synthTemplate } from '../../../../lib/testing/synth';
import { readable, resourceOf } from '../../../../lib/testing/template';

const sandbox = synthTemplate();
const { id, properties } = resourceOf(sandbox, 'AWS::CloudFront::ResponseHeadersPolicy');
const { ContentSecurityPolicy, ...headers } = properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig;
const { DefaultCacheBehavior, CacheBehaviors } = resourceOf(sandbox, 'AWS::CloudFront::Distribution').properties.DistributionConfig;
const policy = readable(ContentSecurityPolicy.ContentSecurityPolicy);
const directives = new Map(policy.split('; ').map((directive) => directive.split(/ (.*)/s).slice(0, 2) as [string, string]));

it('apply to the page and the API', () => {
  expect([DefaultCacheBehavior, ...CacheBehaviors].map(({ ResponseHeadersPolicyId }) => ResponseHeadersPolicyId)).toEqual([
    { Ref: id },
    { Ref: id },
  ]);
});

describe('the Content-Security-Policy', () => {
  it('allows scripts and styles of the page’s own files only, and no frames', () => {
    expect(Object.fromEntries(directives)).toMatchObject({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': "'self'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'frame-ancestors': "'none'",
    });
    expect(policy).not.toMatch(/unsafe|data:|\*(?!\.s3\.)/);
  });

  it('allows requests to the API, the sign-in and the buckets', () => {
    expect(directives.get('connect-src')?.replace(/-\{.*?\}\.auth/, '-<own>.auth')).toBe(
      `'self' https://cognito-idp.<AWS::Region>.amazonaws.com https://${stackPrefix.toLowerCase()}-sandbox-<own>.auth.<AWS::Region>.amazoncognito.com ` +
        'https://*.s3.<AWS::Region>.amazonaws.com',
    );
    expect(directives.get('img-src')).toBe("'self' blob: https://*.s3.<AWS::Region>.amazonaws.com");
  });

  it.each(['eu-central-1', 'us-east-1'])('contains the buckets’ hosts as forms and URLs contain them in %s', (region) => {
    const [, host = ''] = /https:\/\/\*(\.s3\.\S+)$/.exec(directives.get('img-src')?.replace('<AWS::Region>', region) ?? '') ?? [];

    expect(new URL(awsAddress('app-originals-1a2b3c', region).url).host).toBe(`app-originals-1a2b3c${host}`);
  });
});

it('forbid content sniffing, framing and referrers, and enforce HTTPS for a year', () => {
  expect(headers).toEqual({
    ContentTypeOptions: { Override: true },
    FrameOptions: { FrameOption: 'DENY', Override: true },
    ReferrerPolicy: { ReferrerPolicy: 'no-referrer', Override: true },
    StrictTransportSecurity: { AccessControlMaxAgeSec: 31536000, IncludeSubdomains: false, Override: true },
  });
});

it('disable browser features that the page does not use, and isolate its window', () => {
  expect(properties.ResponseHeadersPolicyConfig.CustomHeadersConfig.Items).toEqual([
    { Header: 'cross-origin-opener-policy', Value: 'same-origin', Override: true },
    { Header: 'permissions-policy', Value: 'camera=(), geolocation=(), microphone=(), payment=(), usb=()', Override: true },
  ]);
});

it('override those of the API', () => {
  expect(ContentSecurityPolicy.Override).toBe(true);
});
