// Uploads by a signed PUT, on a store that checks signatures.
import { S3BlobStore } from '../../lambda/adapters/aws/s3-blob-store';
import { uploadKey } from '../../lambda/core/keys';
import { describeWith } from '../../lib/testing/describe-with';
import { buckets, type S3Server, startVersitygw, versitygw } from '../../lib/testing/servers/s3-servers';
import { credentials, region } from '../../lib/testing/stand-ins/clients';
import { TestClock } from '../../lib/testing/test-clock';
import { PutUrls } from '../../platforms/put-urls';

describeWith(versitygw, 'PutUrls on versitygw', (program) => {
  const clock = new TestClock(new Date());
  let store: S3Server;
  beforeAll(async () => {
    store = await startVersitygw(program);
  }, 60_000);
  afterAll(() => store?.close());

  const signed = (owner: string, secretAccessKey = credentials.secretAccessKey) =>
    new PutUrls({
      originals: { url: `${store.endpoint}/${buckets.originals}/` },
      region,
      credentials: { ...credentials, secretAccessKey },
      clock,
      renditions: { readUrl: async (key) => key },
    }).uploadForm({ key: uploadKey(owner, 'id'), contentType: 'image/png', maxBytes: 1000 });

  const send = async (url: string, headers: Record<string, string> = {}, bytes = 1000) => {
    const body = new Uint8Array(bytes);
    const answer = await fetch(url, { method: 'PUT', headers: { 'content-type': 'image/png', ...headers }, body });
    return { status: answer.status, code: /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] };
  };

  it.each(['alice', "o'neil (x)*! a/b+c%2F", 'ü日本'])(
    'accepts the file under its key and with its content type: %s',
    async (owner) => {
      const { url, put, fields, expiresAt } = await signed(owner);
      expect([put, fields]).toEqual([{ 'content-type': 'image/png' }, {}]);
      expect(expiresAt.getTime() - clock.now().getTime()).toBe(5 * 60 * 1000);
      expect(await send(url, put)).toEqual({ status: 200 });
      const originals = new S3BlobStore(store.client, buckets.originals);
      expect(await originals.stat(uploadKey(owner, 'id'))).toMatchObject({ bytes: 1000, contentType: 'image/png' });
    },
  );

  it.each([0, 999, 1001])('rejects a file of another length: %d', async (bytes) => {
    const { url } = await signed('alice');
    expect(await send(url, {}, bytes)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
  });

  it('rejects another content type, another key, another method and another secret', async () => {
    const { url } = await signed('alice');
    expect(await send(url, { 'content-type': 'text/html' })).toMatchObject({ status: 403 });
    expect(await send(url.replace('alice', 'bob'))).toMatchObject({ status: 403 });
    expect((await fetch(url)).status).toBe(403);
    expect(await send((await signed('alice', 'guessed')).url)).toMatchObject({ status: 403 });
  });

  it('rejects a file after five minutes', async () => {
    clock.advance(-301 * 1000);
    const { url } = await signed('alice');
    clock.advance(301 * 1000);
    expect(await send(url)).toMatchObject({ status: 403 });
  });

  it('accepts headers that are not signed, which a form would reject', async () => {
    const { url } = await signed('alice');
    expect(await send(url, { 'cache-control': 'no-store' })).toEqual({ status: 200 });
  });
});
