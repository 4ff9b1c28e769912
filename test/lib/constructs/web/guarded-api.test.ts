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
/** The firewall, and a way around it. */
const firewall = { settings: { web } };

const apiOriginOf = (template: typeof guarded) =>
  resourceOf(template, 'AWS::CloudFront::Distribution').properties.DistributionConfig.Origins.find(
    ({ CustomOriginConfig }: { CustomOriginConfig?: object }) => CustomOriginConfig,
  );
const environmentOf = (template: typeof guarded, name: Parameters<typeof functionOf>[1]) =>
  functionOf(template, name).properties.Environment.Variables;

describe('an API behind its page alone', () => {
  it('gets a secret from CloudFront that stands in no template', () => {
    expect(apiOriginOf(guarded).OriginCustomHeaders).toEqual([
      { HeaderName: originSecretHeader, HeaderValue: '{{resolve:secretsmanager:images/origin:SecretString:::}}' },
    ]);
    expect(JSON.stringify(guarded.toJSON()).match(/\{\{resolve:/g)).toHaveLength(1);
  });

  it.each(endpoints.map(({ name }) => name))('is known to %s by the digest of the secret', (name) => {
    expect(environmentOf(guarded, name)).toMatchObject({ ORIGIN_SHA256: originSecret.sha256[0] });
    expect(environmentOf(plain, name)).not.toHaveProperty('ORIGIN_SHA256');
  });

  it.each(triggers.map(({ name }) => name))('is nothing to %s, which no request reaches', (name) => {
    expect(environmentOf(guarded, name)).not.toHaveProperty('ORIGIN_SHA256');
  });

  it('is told to programs by the address of the page', () => {
    const apiUrl = (template: typeof guarded) => readable(template.findOutputs('ApiUrl').ApiUrl?.Value);

    expect(apiUrl(guarded)).toBe('https://photos.example.com/api');
    expect(apiUrl(plain)).toBe('<ServiceHttpApi.ApiEndpoint>');
  });

  it('takes two digests while the secret is replaced', () => {
    const sha256 = ['a'.repeat(64), 'b'.repeat(64)];
    const both = synthTemplate({ settings: { web: { ...web, originSecret: { name: 'new', sha256 } } } });

    expect(environmentOf(both, 'health').ORIGIN_SHA256).toBe(sha256.join(','));
  });
});

describe('a firewall', () => {
  const notices = (options: object) =>
    Annotations.fromStack(synthStack(options)).findWarning(
      '*',
      Match.stringLikeRegexp('at its own address, too, .* set web.originSecret'),
    );

  it('is told at synth to leave a way open', () => {
    expect(notices(firewall)).toHaveLength(1);
  });

  it('is not told so where the way is closed, nor where there is no firewall', () => {
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
      /web\.originSecret\.name is "arn:.*not its ARN/,
    ],
    ['no digest', { sha256: [] }, /web\.originSecret\.sha256 is empty\. Write the digest of the secret.*sha256sum/],
    ['the secret itself', { sha256: ['open sesame'] }, /web\.originSecret\.sha256 holds "open sesame"\. Write the digest/],
    ['an unknown name', { digest: 'a' }, /Unknown setting "digest" in web\.originSecret\. The settings there are name, sha256/],
  ])('refuses %s', (_, secret, message) => {
    expect(check(secret)).toThrow(message);
  });

  it('needs no domain and no firewall', () => {
    expect(check({})).not.toThrow();
  });
});
