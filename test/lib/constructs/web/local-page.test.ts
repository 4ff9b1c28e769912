import { synthTemplate } from '../../../../lib/testing/synth';
import { readable, resourceOf } from '../../../../lib/testing/template';
import { createPage } from '../../../../local/page';

const { SecurityHeadersConfig, CustomHeadersConfig } = resourceOf(synthTemplate(), 'AWS::CloudFront::ResponseHeadersPolicy')
  .properties.ResponseHeadersPolicyConfig;

it('sends browsers the same headers as CloudFront, except for HSTS', async () => {
  const { files } = createPage({ origin: 'http://localhost:3000', issuer: 'http://localhost:3000/oidc', files: [] });
  const { headers } = await files.request('/config.json');

  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('x-frame-options')).toBe(SecurityHeadersConfig.FrameOptions.FrameOption);
  expect(headers.get('referrer-policy')).toBe(SecurityHeadersConfig.ReferrerPolicy.ReferrerPolicy);
  for (const { Header, Value } of CustomHeadersConfig.Items) expect(headers.get(Header)).toBe(Value);
  const withoutOrigins = (text: string) => text.replaceAll(/ https?:\/\/[^ ;]+/g, '');
  expect(withoutOrigins(headers.get('content-security-policy') ?? '')).toBe(
    withoutOrigins(readable(SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy)),
  );
});
