// Compares signatures with those of an independent implementation of S3's algorithm.
import fc from 'fast-check';
import { awsAddress, S3SignedUrls } from '../../../lambda/adapters/aws/s3-signed-urls';
import { S3Signer } from '../../../lambda/adapters/aws/s3-signer';
import { renditionKey, uploadKey } from '../../../lambda/core/keys';
import { formSignature, urlSignature } from '../../../lib/testing/sigv4';
import { largestSize } from '../../../lib/testing/sizes';
import { TestClock } from '../../../lib/testing/test-clock';

// Like those of Lambda: temporary, with a token that contains all characters of Base64.
const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'se/cr+et', sessionToken: 'IQoJ//b3+JpZ2lu==' };
const region = 'eu-central-1';

const urlsAt = (time: string, given: { sessionToken?: string } = credentials) =>
  new S3SignedUrls({
    originals: awsAddress('the-originals', region),
    renditions: awsAddress('the-renditions', region),
    clock: new TestClock(new Date(time)),
    signer: new S3Signer({ region, credentials: { ...credentials, sessionToken: undefined, ...given } }),
  });

const upload = { key: uploadKey('alice', 'id'), contentType: 'image/png', maxBytes: 5000 } as const;

describe('a form', () => {
  it('has the signature that S3 expects for its policy', async () => {
    const { url, fields } = await urlsAt('2026-11-22T12:34:56.789Z').uploadForm(upload);
    expect(url).toBe('https://the-originals.s3.eu-central-1.amazonaws.com/');
    expect(fields['x-amz-credential']).toBe('ASIAEXAMPLE/20261122/eu-central-1/s3/aws4_request');
    expect(fields['x-amz-signature']).toBe(
      formSignature(`${fields.policy}`, `${fields['x-amz-credential']}`, credentials.secretAccessKey),
    );
  });

  it('restricts the bucket, the length and every field except the signature itself, and nothing else', async () => {
    const { fields } = await urlsAt('2026-11-22T12:34:56.789Z').uploadForm(upload);
    expect(JSON.parse(Buffer.from(`${fields.policy}`, 'base64').toString())).toEqual({
      expiration: '2026-11-22T12:39:56.789Z',
      conditions: [
        { bucket: 'the-originals' },
        { key: 'uploads/alice/id' },
        { 'Content-Type': 'image/png' },
        { 'x-amz-algorithm': 'AWS4-HMAC-SHA256' },
        { 'x-amz-credential': 'ASIAEXAMPLE/20261122/eu-central-1/s3/aws4_request' },
        { 'x-amz-date': '20261122T123456Z' },
        { 'x-amz-security-token': credentials.sessionToken },
        ['content-length-range', 1, 5000],
      ],
    });
    const { policy, 'x-amz-signature': signature, ...pinned } = fields;
    expect(Object.keys(pinned).sort()).toEqual(
      ['key', 'Content-Type', 'x-amz-algorithm', 'x-amz-credential', 'x-amz-date', 'x-amz-security-token'].sort(),
    );
  });

  it('has no token with permanent credentials', async () => {
    const { fields } = await urlsAt('2026-11-22T12:34:56Z', {}).uploadForm(upload);
    expect(fields).not.toHaveProperty('x-amz-security-token');
  });
});

describe('a URL', () => {
  const parameters = (url: string) => Object.fromEntries(new URL(url).searchParams);

  it('has the signature that S3 expects, for the keys of every owner', async () => {
    const owner = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }).filter((text) => encodedLength(text) <= 600);
    await fc.assert(
      fc.asyncProperty(owner, fc.stringMatching(/^[\w.~!'()*+/=-]{8,40}$/), fc.boolean(), async (owner, version, temporary) => {
        const key = renditionKey({ owner, id: 'id', version, size: largestSize });
        const url = await urlsAt('2026-11-22T12:34:56Z', temporary ? credentials : {}).readUrl(key);
        expect(parameters(url)['X-Amz-Signature']).toBe(urlSignature(url, credentials.secretAccessKey).signature);
        expect(decodeURIComponent(new URL(url).pathname)).toBe(`/${key}`);
      }),
      {
        examples: [
          ["o'neil (x)*!", "it's (one)!*", true],
          ['..', '........', false],
        ],
      },
    );
  });

  it('is signed at the start of each quarter of an hour, for an hour, and signs only the host header', async () => {
    const url = await urlsAt('2026-11-22T12:34:56.789Z').readUrl('renditions/k');
    expect(parameters(url)).toEqual({
      'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
      'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD',
      'X-Amz-Credential': 'ASIAEXAMPLE/20261122/eu-central-1/s3/aws4_request',
      'X-Amz-Date': '20261122T123000Z',
      'X-Amz-Expires': '3600',
      'X-Amz-Security-Token': credentials.sessionToken,
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Signature': expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('stays the same within a quarter of an hour, and is signed again in the next', async () => {
    const clock = new TestClock(new Date('2026-11-22T12:30:00Z'));
    const address = awsAddress('the-renditions', region);
    const urls = new S3SignedUrls({
      originals: address,
      renditions: address,
      clock,
      signer: new S3Signer({ region, credentials }),
    });
    const first = await urls.readUrl('renditions/k');
    clock.advance(15 * 60_000 - 1);
    expect(await urls.readUrl('renditions/k')).toBe(first);
    expect(await urls.readUrl('renditions/other')).not.toBe(first);
    clock.advance(1);
    expect(parameters(await urls.readUrl('renditions/k'))['X-Amz-Date']).toBe('20261122T124500Z');
  });

  const encodedLength = (text: string) => (text.isWellFormed() ? encodeURIComponent(text).replaceAll('.', '%2E').length : 9999);
});
