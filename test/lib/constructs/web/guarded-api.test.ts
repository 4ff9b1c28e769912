import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { endpoints } from '../../../../lambda/api/endpoints';
import { originSecretHeader } from '../../../../lambda/contract';
import { triggers } from '../../../../lambda/events/triggers';
import { checkedSettings } from '../../../../lib/settings/settings';
import { stages } from '../../../../lib/settings/stages';
import { synthStack, synthTemplate } from '../../../../lib/testing/synth';
import { functionOf, readable, resourceOf } from '../../../../lib/testing/template';
import { variants } from '../../../../proof/variants';

const guarded = synthTemplate(variants['guarded-api']);
const plain = synthTemplate(variants['own-domain']);
const { originSecret, ...web } = variants['guarded-api'].settings.web;
/** A web ACL, and an API that can be reached without it. */
const firewall = { settings: { web } };

const apiOriginOf = (template: typeof guarded) =>
  resourceOf(template, 'AWS::CloudFront::Distribution').properties.DistributionConfig.Origins.find(
    ({ CustomOriginConfig }: { CustomOriginConfig?: object }) => CustomOriginConfig,
  );
const environmentOf = (template: typeof guarded, name: Parameters<typeof functionOf>[1]) =>
  functionOf(template, name).properties.Environment.Variables;

describe('an API that only its page can reach', () => {
  it('gets a secret from CloudFront that no template contains', () => {
    expect(apiOriginOf(guarded).OriginCustomHeaders).toEqual([
      { HeaderName: originSecretHeader, HeaderValue: '{{resolve:secretsmanager:images/origin:SecretString:::}}' },
    ]);
    expect(JSON.stringify(guarded.toJSON()).match(/\{\{resolve:/g)).toHaveLength(1);
  });

  it.each(endpoints.map(({ name }) => name))('is known to %s by the digest of the secret', (name) => {
    expect(environmentOf(guarded, name)).toMatchObject({ ORIGIN_SHA256: originSecret.sha256[0] });
    expect(environmentOf(plain, name)).not.toHaveProperty('ORIGIN_SHA256');
  });

  it.each(triggers.map(({ name }) => name))('does not concern %s, which handles no requests', (name) => {
    expect(environmentOf(guarded, name)).not.toHaveProperty('ORIGIN_SHA256');
  });

  it('is announced to programs by the URL of the page', () => {
    const apiUrl = (template: typeof guarded) => readable(template.findOutputs('ApiUrl').ApiUrl?.Value);

    expect(apiUrl(guarded)).toBe('https://photos.example.com/api');
    expect(apiUrl(plain)).toBe('<ServiceHttpApi.ApiEndpoint>');
  });

  it('accepts two digests during a rotation of the secret', () => {
    const sha256 = ['a'.repeat(64), 'b'.repeat(64)];
    const both = synthTemplate({ settings: { web: { ...web, originSecret: { name: 'new', sha256 } } } });

    expect(environmentOf(both, 'health').ORIGIN_SHA256).toBe(sha256.join(','));
  });
});

describe('a firewall', () => {
  const notices = (options: object) =>
    Annotations.fromStack(synthStack(options)).findWarning('*', Match.stringLikeRegexp('to its own URL.* set web.originSecret'));

  it('causes a warning during synthesis when requests can bypass it', () => {
    expect(notices(firewall)).toHaveLength(1);
  });

  it('causes no warning when they cannot, and none without a firewall', () => {
    expect(notices(variants['guarded-api'])).toEqual([]);
    expect(notices(variants.sandbox)).toEqual([]);
  });
});

describe('the setting', () => {
  const check = (secret: object) => () =>
    checkedSettings({ ...stages.sandbox, web: { originSecret: { ...originSecret, ...secret } } });

  it.each<[string, object, RegExp]>([
    [
      'an ARN',
      { name: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:a' },
      /Invalid value for web\.originSecret\.name: "arn:.*not its ARN/,
    ],
    ['no digest', { sha256: [] }, /web\.originSecret\.sha256 is empty\. Use the digest of the secret.*sha256sum/],
    [
      'the secret instead of its digest',
      { sha256: ['open sesame'] },
      /web\.originSecret\.sha256 contains "open sesame"\. Use the digest/,
    ],
    ['an unknown name', { digest: 'a' }, /Unknown setting "digest" in web\.originSecret\. Use one of: name, sha256/],
  ])('rejects %s', (_, secret, message) => {
    expect(check(secret)).toThrow(message);
  });

  it('requires no domain and no firewall', () => {
    expect(check({})).not.toThrow();
  });
});
