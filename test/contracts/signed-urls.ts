import { renditionKey, uploadKey } from '../../lambda/core/keys';
import type { BlobStore, SignedUrls, UploadForm } from '../../lambda/core/ports';
import { largestSize } from '../../lib/testing/sizes';
import { TestClock } from '../../lib/testing/test-clock';

export interface OpenSignedUrls {
  readonly urls: SignedUrls;
  /** The same buckets, signed with a wrong secret. */
  readonly forged: SignedUrls;
  readonly originals: Pick<BlobStore, 'stat' | 'read'>;
  readonly renditions: Pick<BlobStore, 'write'>;
}

const maxBytes = 1000;
const minute = 60 * 1000;

type Fields = Readonly<Record<string, string>>;

/** The contract of forms and URLs, and of the server that verifies them. */
export function signedUrlsContract(open: (clock: TestClock) => Promise<OpenSignedUrls>): void {
  const clock = new TestClock(new Date());
  let opened: OpenSignedUrls;
  beforeAll(async () => {
    opened = await open(clock);
  }, 60_000);

  let uploads = 0;
  async function formFor(urls: SignedUrls = opened.urls): Promise<UploadForm & { key: string }> {
    const key = uploadKey('alice', `id-${++uploads}`);
    return { ...(await urls.uploadForm({ key, contentType: 'image/png', maxBytes })), key };
  }

  async function send({ url }: UploadForm, fields: Fields, bytes = 10): Promise<{ status: number; code?: string }> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', new Blob([new Uint8Array(bytes)]), 'photo.png');
    const answer = await fetch(url, { method: 'POST', body: form });
    return { status: answer.status, code: /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1] };
  }

  describe('a form', () => {
    it.each([1, maxBytes])('accepts a file of %d bytes, under its key and with its content type', async (bytes) => {
      const form = await formFor();
      expect(await send(form, form.fields, bytes)).toEqual({ status: 204 });
      expect(await opened.originals.stat(form.key)).toMatchObject({ bytes, contentType: 'image/png' });
    });

    it('can be used again while it is valid', async () => {
      const form = await formFor();
      await send(form, form.fields, 1);
      expect(await send(form, form.fields, 2)).toEqual({ status: 204 });
      expect(await opened.originals.stat(form.key)).toMatchObject({ bytes: 2 });
    });

    it.each([
      [0, 'EntityTooSmall'],
      [maxBytes + 1, 'EntityTooLarge'],
      [1024 * 1024, 'EntityTooLarge'],
    ])('rejects a file of %d bytes', async (bytes, code) => {
      const form = await formFor();
      expect(await send(form, form.fields, bytes)).toEqual({ status: 400, code });
      expect(await opened.originals.stat(form.key)).toBeUndefined();
    });

    const changes: Record<string, { change: (fields: Fields) => Fields; code: RegExp }> = {
      "another's key": { change: (fields) => ({ ...fields, key: uploadKey('bob', 'id') }), code: /AccessDenied/ },
      'another content type': { change: (fields) => ({ ...fields, 'Content-Type': 'text/html' }), code: /AccessDenied/ },
      'no content type': { change: ({ 'Content-Type': _, ...fields }) => fields, code: /AccessDenied/ },
      'a field that is not in the policy': { change: (fields) => ({ ...fields, acl: 'public-read' }), code: /AccessDenied/ },
      'additional metadata': { change: (fields) => ({ ...fields, 'x-amz-meta-a': 'b' }), code: /AccessDenied/ },
      'a policy that allows more': { change: widened, code: /SignatureDoesNotMatch/ },
      'a signature with one changed digit': { change: spoiled, code: /SignatureDoesNotMatch/ },
      'no signature': { change: ({ 'x-amz-signature': _, ...fields }) => fields, code: /AccessDenied|InvalidArgument/ },
      'no policy': { change: ({ policy: _, ...fields }) => fields, code: /AccessDenied|InvalidArgument/ },
    };
    it.each(Object.keys(changes))('is rejected with %s', async (name) => {
      const form = await formFor();
      const { change, code } = changes[name] ?? { change: widened, code: /never/ };
      const fields = change(form.fields);
      const answer = await send(form, fields);
      expect(answer).toEqual({ status: expect.any(Number), code: expect.stringMatching(code) });
      expect([400, 403]).toContain(answer.status);
      for (const key of [form.key, `${fields.key}`]) expect(await opened.originals.stat(key)).toBeUndefined();
    });

    it('is rejected with another signer’s signature', async () => {
      const form = await formFor(opened.forged);
      expect(await send(form, form.fields)).toEqual({ status: 403, code: 'SignatureDoesNotMatch' });
      expect(await opened.originals.stat(form.key)).toBeUndefined();
    });

    it('is rejected after five minutes', async () => {
      clock.advance(-6 * minute);
      const form = await formFor();
      clock.advance(6 * minute);
      expect(await send(form, form.fields)).toEqual({ status: 403, code: 'AccessDenied' });
      expect(await opened.originals.stat(form.key)).toBeUndefined();
    });
  });

  describe('a URL', () => {
    const keyOf = (owner: string) => renditionKey({ owner, id: 'id', version: 'v+/=1', size: largestSize });

    async function urlFor(owner = 'alice', urls = opened.urls): Promise<string> {
      await opened.renditions.write(keyOf(owner), Buffer.from(`of ${owner}`), 'image/webp');
      return urls.readUrl(keyOf(owner));
    }

    async function codeOf(url: string): Promise<string | number | undefined> {
      const answer = await fetch(url);
      return answer.ok ? answer.status : /<Code>(\w+)<\/Code>/.exec(await answer.text())?.[1];
    }

    it.each(['alice', 'auth0|5f7c', "o'neil (x)*!", 'ünï 😀', '..', 'a%2Fb+c', '~-_.'])('reads the object of %s', async (owner) => {
      const answer = await fetch(await urlFor(owner));
      expect([answer.status, await answer.text()]).toEqual([200, `of ${owner}`]);
      expect(answer.headers.get('content-type')).toBe('image/webp');
      expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    });

    it('reads nothing else', async () => {
      await urlFor('bob');
      const url = new URL(await urlFor('alice'));
      url.pathname = url.pathname.replace('alice', 'bob');
      expect(await codeOf(url.href)).toBe('SignatureDoesNotMatch');
    });

    it.each(['X-Amz-Expires', 'X-Amz-Signature'])('is rejected with another %s', async (name) => {
      const url = new URL(await urlFor());
      const value = url.searchParams.get(name) ?? '';
      url.searchParams.set(
        name,
        value.replace(/.$/, (last) => (last === '1' ? '2' : '1')),
      );
      expect(await codeOf(url.href)).toBe('SignatureDoesNotMatch');
    });

    it('is rejected with another signer’s signature', async () => {
      expect(await codeOf(await urlFor('alice', opened.forged))).toBe('SignatureDoesNotMatch');
    });

    it('is rejected after an hour and a quarter, and never before three quarters of an hour', async () => {
      clock.advance(-44 * minute);
      const young = await urlFor();
      clock.advance(-32 * minute);
      const old = await urlFor();
      clock.advance(76 * minute);
      expect(await codeOf(young)).toBe(200);
      expect(await codeOf(old)).toBe('AccessDenied');
    });
  });
}

function widened(fields: Fields): Fields {
  const policy = JSON.parse(Buffer.from(`${fields.policy}`, 'base64').toString());
  policy.conditions.splice(-1, 1, ['content-length-range', 0, 1_000_000]);
  return { ...fields, policy: Buffer.from(JSON.stringify(policy)).toString('base64') };
}

function spoiled(fields: Fields): Fields {
  return { ...fields, 'x-amz-signature': `${fields['x-amz-signature']}`.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')) };
}
