import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { photo } from '../../../lib/testing/images/photo';
import { urlSignature } from '../../../lib/testing/sigv4';
import { largestSize, smallestSize } from '../../../lib/testing/sizes';
import { TestClock } from '../../../lib/testing/test-clock';
import { imageIn } from '../../support/json';
import { type LocalApplication, startLocal, until } from '../../support/local';

let app: LocalApplication;
let clock: TestClock;

/** Uploads an image. */
const upload = async () =>
  app.alice.images(app.url).upload(new Blob([new Uint8Array(await photo())], { type: 'image/jpeg' }), 'photo.jpg');

/** An image that every test may read. */
let shared: Promise<string>;

/** A READY image, and the URL of its smallest size as of now. */
async function readyImage(uploaded = shared) {
  const id = await uploaded;
  const { sizes } = await app.alice.images(app.url).settled(id);
  return { id, sizes, url: sizes?.[smallestSize]?.url ?? '' };
}

const codeIn = async (answer: Response) => [answer.status, /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1]];

describe('a URL of a rendition', () => {
  const quarter = 15 * 60_000;
  beforeAll(async () => {
    clock = new TestClock();
    app = await startLocal({ clock });
    shared = upload();
  });
  // Each test begins at a full quarter of an hour.
  beforeEach(() => clock.advance(quarter - (clock.now().getTime() % quarter)));

  test('returns the bytes, which browsers may cache for a year', async () => {
    const { url, sizes } = await readyImage();
    const answer = await fetch(url);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect((await answer.arrayBuffer()).byteLength).toBe(sizes?.[smallestSize]?.bytes);
  });

  test('stays the same for a quarter of an hour, and is valid for an hour from its beginning', async () => {
    const { id, url } = await readyImage();
    const urlNow = async () => (await imageIn(app.alice.fetch(`${app.url}/images/${id}`))).sizes?.[smallestSize]?.url;
    clock.advance(15 * 60_000 - 1);
    expect(await urlNow()).toBe(url);
    clock.advance(1);
    expect(await urlNow()).not.toBe(url);
    clock.advance(45 * 60_000);
    expect((await fetch(url)).status).toBe(200);
    clock.advance(1);
    expect(await codeIn(await fetch(url))).toEqual([403, 'AccessDenied']);
  });

  test('is rejected with any change', async () => {
    const { url, sizes } = await readyImage();
    const changed = (name: string, value: string) => {
      const other = new URL(url);
      other.searchParams.set(name, value);
      return other.href;
    };
    const refused: [string, number][] = [
      [url.replace(`/${smallestSize}?`, `/${largestSize}?`), 403],
      [url.replace(/\/s3\/renditions\/.*\?/, `${new URL(sizes?.[largestSize]?.url ?? '').pathname}?`), 403],
      [changed('X-Amz-Signature', '0'.repeat(64)), 403],
      [changed('X-Amz-Signature', ''), 403],
      [changed('X-Amz-Expires', '604800'), 403],
      [changed('X-Amz-Expires', '604801'), 400],
      [changed('X-Amz-Expires', '-1'), 400],
      [changed('X-Amz-Expires', 'soon'), 400],
      [changed('X-Amz-Date', '20261122T121500Z'), 403],
      [changed('X-Amz-Date', '2026-11-22T12:00:00Z'), 403],
      [changed('X-Amz-Date', 'today'), 400],
      [changed('X-Amz-Credential', 'other/20261122/local/s3/aws4_request'), 403],
      [changed('response-content-type', 'text/html'), 403],
      [new URL(url).origin + new URL(url).pathname, 403],
      [url.replace(/&X-Amz-Signature=\w+/, ''), 400],
      [url.replace(`/${smallestSize}?`, '/%E0%A4%A?'), 400],
    ];
    const answers = await Promise.all(refused.map(async ([address]) => [address, (await fetch(address)).status]));
    expect(answers).toEqual(refused);
  });

  test.each<[string, (url: string) => string, number, RegExp]>([
    ['without a signature', (url) => url.split('?')[0] ?? '', 403, /<Code>AccessDenied<\/Code><Message>Access Denied<\/Message>/],
    [
      'with half a signature',
      (url) => url.replace(/&X-Amz-Expires=\d+/, ''),
      400,
      /<Code>AuthorizationQueryParametersError<\/Code><Message>.*X-Amz-Expires/,
    ],
    [
      'with an invalid date',
      (url) => url.replace(/X-Amz-Date=\w+/, 'X-Amz-Date=today'),
      400,
      /<Code>AuthorizationQueryParametersError<\/Code><Message>Invalid date "today"/,
    ],
    [
      'with another signature',
      (url) => url.replace(/X-Amz-Signature=./, 'X-Amz-Signature=x'),
      403,
      /<Code>SignatureDoesNotMatch<\/Code><Message>The request signature we calculated does not match/,
    ],
  ])('%s is rejected with S3’s error', async (_, changed, status, words) => {
    const { url } = await readyImage();
    const answer = await fetch(changed(url));
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, 'application/xml']);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(await answer.text()).toMatch(words);
  });

  test('reports its expiry', async () => {
    const { url } = await readyImage();
    clock.advance(60 * 60_000);
    const end = clock.now().toISOString().replace('.000', '');
    clock.advance(1);
    const answer = await fetch(url);
    expect([answer.status, await answer.text()]).toEqual([
      403,
      '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code><Message>Request has expired</Message>' +
        `<X-Amz-Expires>3600</X-Amz-Expires><Expires>${end}</Expires><ServerTime>${end}</ServerTime></Error>`,
    ]);
  });

  test('of a deleted image is denied, like by S3 for a signer without permission to list', async () => {
    const { id, url } = await readyImage(upload());
    await app.alice.images(app.url).remove(id);
    await until(async () => (await fetch(url)).status !== 200);
    expect(await codeIn(await fetch(url))).toEqual([403, 'AccessDenied']);
  });

  test('is valid only for the signed method', async () => {
    const { url, sizes } = await readyImage();
    const head = await signedFor('HEAD', url);
    const answer = await fetch(head, { method: 'HEAD' });
    expect([answer.status, (await answer.arrayBuffer()).byteLength]).toEqual([200, 0]);
    const { headers } = await fetch(url);
    for (const name of ['content-type', 'content-length', 'etag', 'last-modified', 'accept-ranges', 'cache-control']) {
      expect([name, answer.headers.get(name)]).toEqual([name, headers.get(name)]);
    }
    expect(answer.headers.get('content-length')).toBe(`${sizes?.[smallestSize]?.bytes}`);

    expect(await codeIn(await fetch(head))).toEqual([403, 'SignatureDoesNotMatch']);
    const other = await fetch(url, { method: 'HEAD' });
    expect([other.status, await other.text()]).toEqual([403, '']);
  });

  test.each([
    [1, 200],
    [7 * 24 * 60 * 60, 200],
    [0, 400],
    [0.5, 400],
    [7 * 24 * 60 * 60 + 1, 400],
  ])('may be valid for a second to a week: %d', async (seconds, status) => {
    const { url } = await readyImage();
    const address = url.replace(/X-Amz-Expires=\d+/, `X-Amz-Expires=${seconds}`);
    expect((await fetch(await signedFor('GET', address))).status).toBe(status);
  });

  test('allows no other method', async () => {
    const { url } = await readyImage();
    for (const method of ['PUT', 'DELETE']) expect(await codeIn(await fetch(url, { method }))).toEqual([403, 'AccessDenied']);
    for (const method of ['POST', 'PATCH', 'OPTIONS']) {
      const answer = await fetch(url, { method });
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect(await codeIn(answer)).toEqual([405, 'MethodNotAllowed']);
    }
    expect((await fetch(url)).status).toBe(200);
  });
});

/**
 * The same URL for another method, signed by the second implementation of signatures, which is verified by S3's own examples.
 */
async function signedFor(method: string, url: string): Promise<string> {
  const secret = await readFile(join(app.dataDir, 'signing-key'), 'utf8');
  const { signature } = urlSignature(url, secret, method);
  return url.replace(/X-Amz-Signature=\w+/, `X-Amz-Signature=${signature}`);
}

describe('a part of a rendition, or one that the client already has', () => {
  let url: string;
  let whole: Buffer;
  let etag: string;
  let modified: string;
  beforeAll(async () => {
    clock = new TestClock();
    app = await startLocal({ clock });
    ({ url } = await readyImage(upload()));
    const answer = await fetch(url);
    whole = Buffer.from(await answer.arrayBuffer());
    etag = answer.headers.get('etag') ?? '';
    modified = answer.headers.get('last-modified') ?? '';
    expect([etag.length, new Date(modified).toUTCString(), answer.headers.get('accept-ranges')]).toEqual([66, modified, 'bytes']);
    expect(whole.length).toBeGreaterThan(300);
  });

  const size = () => whole.length;
  const read = async (headers: Record<string, string>) => {
    const answer = await fetch(url, { headers });
    return { status: answer.status, headers: answer.headers, body: Buffer.from(await answer.arrayBuffer()) };
  };

  test.each<[string, () => [number, number]]>([
    ['bytes=0-99', () => [0, 99]],
    ['bytes=0-0', () => [0, 0]],
    ['bytes=100-', () => [100, size() - 1]],
    ['bytes=-100', () => [size() - 100, size() - 1]],
    ['bytes=-999999', () => [0, size() - 1]],
    ['bytes=200-999999', () => [200, size() - 1]],
    ['bytes=LAST-', () => [size() - 1, size() - 1]],
    ['bytes=0-LAST', () => [0, size() - 1]],
    ['Bytes=1-2', () => [1, 2]],
  ])('%s', async (range, expected) => {
    const [first, last] = expected();
    const { status, headers, body } = await read({ range: range.replace('LAST', `${size() - 1}`) });
    expect([status, headers.get('content-range')]).toEqual([206, `bytes ${first}-${last}/${size()}`]);
    expect([headers.get('content-length'), headers.get('etag')]).toEqual([`${last - first + 1}`, etag]);
    expect(body.equals(whole.subarray(first, last + 1))).toBe(true);
  });

  test.each(['bytes=5-4', 'bytes=a-b', 'bytes=-', 'bytes=', '0-5', 'items=0-5', 'bytes=0-1,3-4', 'bytes=0-1, 999999-'])(
    'the range %s is ignored, like by S3: the whole object is returned',
    async (range) => {
      const { status, headers, body } = await read({ range });
      expect([status, headers.get('content-range'), body.equals(whole)]).toEqual([200, null, true]);
    },
  );

  test.each(['bytes=SIZE-', 'bytes=SIZE-999999', 'bytes=-0'])('the range %s contains no byte of it', async (range) => {
    const asked = range.replace('SIZE', `${size()}`);
    const { status, headers, body } = await read({ range: asked });
    expect([status, headers.get('content-range')]).toEqual([416, `bytes */${size()}`]);
    expect(body.toString()).toContain(
      '<Error><Code>InvalidRange</Code><Message>The requested range is not satisfiable</Message>' +
        `<RangeRequested>${asked}</RangeRequested><ActualObjectSize>${size()}</ActualObjectSize></Error>`,
    );
  });

  const later = () => new Date(Date.parse(modified) + 1000).toUTCString();
  const earlier = () => new Date(Date.parse(modified) - 1000).toUTCString();

  test.each<[string, number, () => Record<string, string>]>([
    ['its ETag', 304, () => ({ 'if-none-match': etag })],
    ['its ETag among others', 304, () => ({ 'if-none-match': `"x", W/${etag}` })],
    ['its ETag without quotes', 304, () => ({ 'if-none-match': etag.slice(1, -1) })],
    ['any tag', 304, () => ({ 'if-none-match': '*' })],
    ['another tag', 200, () => ({ 'if-none-match': '"x"' })],
    ['its modification time', 304, () => ({ 'if-modified-since': modified })],
    ['a later time', 304, () => ({ 'if-modified-since': later() })],
    ['an earlier time', 200, () => ({ 'if-modified-since': earlier() })],
    ['an invalid time', 200, () => ({ 'if-modified-since': 'today' })],
    ['another ETag, whatever the time', 200, () => ({ 'if-none-match': '"x"', 'if-modified-since': modified })],
    ['its ETag, whatever the time', 304, () => ({ 'if-none-match': etag, 'if-modified-since': earlier() })],
    ['If-Match with its ETag', 200, () => ({ 'if-match': etag })],
    ['If-Match with any ETag', 200, () => ({ 'if-match': '*' })],
    ['If-Match with another ETag', 412, () => ({ 'if-match': '"x"' })],
    ['If-Unmodified-Since with its time', 200, () => ({ 'if-unmodified-since': modified })],
    ['If-Unmodified-Since with an earlier time', 412, () => ({ 'if-unmodified-since': earlier() })],
    ['If-Match with its ETag, whatever the time', 200, () => ({ 'if-match': etag, 'if-unmodified-since': earlier() })],
    ['a range for its ETag', 206, () => ({ range: 'bytes=0-1', 'if-range': etag })],
    ['a range for its time', 206, () => ({ range: 'bytes=0-1', 'if-range': modified })],
    ['a range for another ETag', 200, () => ({ range: 'bytes=0-1', 'if-range': '"x"' })],
    ['a range for an earlier time', 200, () => ({ range: 'bytes=0-1', 'if-range': earlier() })],
    ['a range of an object that the client has', 304, () => ({ range: 'bytes=0-1', 'if-none-match': etag })],
  ])('the response to %s is %d', async (_, status, headers) => {
    const answer = await read(headers());
    expect(answer.status).toBe(status);
    if (status === 304) {
      expect(answer.body).toHaveLength(0);
      for (const name of ['etag', 'last-modified', 'cache-control']) expect(answer.headers.has(name)).toBe(true);
    }
    if (status === 412) expect(answer.body.toString()).toMatch(/<Code>PreconditionFailed<\/Code>.*<Condition>If-(M|Unm)/);
    if (status === 200) expect(answer.body.equals(whole)).toBe(true);
  });
});
